from custseg.datasets import contract_cohorts, donor_counts


def test_cohorts_are_those_of_the_paper():
    # Fader & Hardie 2007, Table 1: per cent of 1,000 left after years 7 and 12
    cohorts = contract_cohorts()
    assert cohorts.loc[7].tolist() == [241, 491] and cohorts.loc[12].tolist() == [173, 394]
    assert (cohorts.diff().dropna() < 0).all(axis=None) and len(cohorts) == 13


def test_donors_are_those_of_the_paper():
    # Fader, Hardie & Shang 2010: 11,104 donors in 22 histories, 3,464 never again, 1,203 every year
    donors = donor_counts().set_index(["x", "t_x"])["customers"]
    assert donors.sum() == 11104 and len(donors) == 22 and donors[0, 0] == 3464 and donors[6, 6] == 1203
    assert donor_counts()["n"].eq(6).all() and donor_counts().attrs["unit"] == "Y"
