"""Which month does a word name? Full and short names in the languages whose headers are known.

Offers `MONTH_NUMBERS` and `WEEKDAYS`; all words are in small letters.
"""

from __future__ import annotations

NAMES = """
january jan januar janvier janv jänner gennaio gen enero ene janeiro
february feb februar février févr fév fevrier febbraio febrero fevereiro fev
march mar märz mrz maerz mars marzo março
april apr avril avr aprile abril abr
may mai maggio mag mayo maio
june jun juni juin giugno giu junio junho
july jul juli juillet juil luglio lug julio julho
august aug août aout agosto ago
september sep sept septembre settembre set septiembre setembro
october oct oktober okt octobre ottobre ott octubre outubro out
november nov novembre noviembre novembro
december dec dezember dez décembre déc decembre dicembre dic diciembre dezembro
"""
MONTH_NUMBERS = {
    word: number for number, line in enumerate(NAMES.strip().splitlines(), start=1) for word in line.split()
}
DAYS = """
monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun
montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sa sonntag so
lundi lun mardi mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim
lunes martes miércoles mié jueves jue viernes vie sábado sáb domingo dom
lunedì martedì mercoledì giovedì gio venerdì sabato sab domenica
segunda-feira terça-feira quarta-feira quinta-feira sexta-feira seg ter qua qui sex
"""
WEEKDAYS = frozenset(DAYS.split())
