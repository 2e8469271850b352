#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Telephone numbers as libphonenumber's port writes them, one a line with tabs between:

    kind  form  country  text  E.164

kind is region/type of its example number, or region/exit of the one that is dialled from there;
country is the shop's. E.164 is "-" where the text is a number that is cut by three digits or has
five too many, or a short code.

Without the module there is one line, "absent"; the first line is else its version.
"""
import sys

try:
    import phonenumbers as p
    from phonenumbers import shortnumberinfo
except ImportError:
    print("absent")
    sys.exit(0)

TYPES = {
    "fixed": p.PhoneNumberType.FIXED_LINE,
    "mobile": p.PhoneNumberType.MOBILE,
    "toll-free": p.PhoneNumberType.TOLL_FREE,
    "premium": p.PhoneNumberType.PREMIUM_RATE,
    "shared": p.PhoneNumberType.SHARED_COST,
    "voip": p.PhoneNumberType.VOIP,
    "personal": p.PhoneNumberType.PERSONAL_NUMBER,
    "pager": p.PhoneNumberType.PAGER,
    "company": p.PhoneNumberType.UAN,
    "voicemail": p.PhoneNumberType.VOICEMAIL,
}
FORMS = {
    "national": p.PhoneNumberFormat.NATIONAL,
    "international": p.PhoneNumberFormat.INTERNATIONAL,
    "e164": p.PhoneNumberFormat.E164,
    "rfc3966": p.PhoneNumberFormat.RFC3966,
}
# Exit codes 011, 00, 0011, 010 and 8~10.
ABROAD = ("US", "GB", "AU", "JP", "RU")


def tell(*fields):
    print("\t".join(fields))


def tell_number(kind, region, number):
    e164 = p.format_number(number, p.PhoneNumberFormat.E164)
    for name, form in FORMS.items():
        tell(kind, name, region, p.format_number(number, form), e164)
    for country in ABROAD:
        text = p.format_out_of_country_calling_number(number, country)
        tell(kind, "from " + country, country, text, e164)
    national = p.national_significant_number(number)
    tell(kind, "cut", region, "+%d%s" % (number.country_code, national[:-3]), "-")
    tell(kind, "long", region, "+%d%s12345" % (number.country_code, national), "-")


# The exit code of every region, which is what numbers from there begin with.
def tell_exits():
    for target in ("GB", "US", "BR", "SN"):
        number = p.example_number_for_type(target, p.PhoneNumberType.MOBILE)
        e164 = p.format_number(number, p.PhoneNumberFormat.E164)
        for region in sorted(p.SUPPORTED_REGIONS):
            text = p.format_out_of_country_calling_number(number, region)
            tell(region + "/exit", "to " + target, region, text, e164)


def main():
    print(p.__version__)
    tell_exits()
    for region in sorted(p.SUPPORTED_REGIONS):
        for name, kind in TYPES.items():
            number = p.example_number_for_type(region, kind)
            if number is not None:
                tell_number(region + "/" + name, region, number)
        short = shortnumberinfo._example_short_number(region)
        if short:
            tell(region + "/short", "national", region, short, "-")


main()
