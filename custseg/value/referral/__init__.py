"""What are the customers worth whom a customer brought? Referrals by kind, nobody counted twice, and neighbours."""
