#!/usr/bin/env python3
"""Writes values.tsv: texts, and what columns of several types make of them.

    pip install duckdb && python3 make_values.py > values.tsv

The outcomes come from Python's decimal, fractions and datetime; the grammar of numbers is the one that
docs/reference/types.md tells. The last field says what DuckDB does: `same`, `takes` (it takes a text that is corrupt for
us: it rounds, completes or drops something), `refuses` (it refuses what we take), or `-` (it has no such option).
A text that both take and understand differently ends this script with an error.
Fields: type, options, text (Python's escapes, between bars), outcome, DuckDB.
"""
import datetime as dt
import itertools
import re
import struct
import sys
import zoneinfo
from decimal import Decimal, getcontext
from fractions import Fraction

import duckdb

getcontext().prec = 3000
CORRUPT = "corrupt"
RANGES = {"tinyint": 8, "smallint": 16, "int": 32, "bigint": 64}


def number(text, mark=".", group=""):
    """The number as a Decimal that keeps how it is written, or None."""
    text = text.strip(" \t")
    whole = r"[0-9]+"
    if group:
        whole = r"(?:[0-9]+|[1-9][0-9]{0,2}(?:%s[0-9]{3})+)" % re.escape(group)
    m, e = re.escape(mark), r"(?:[eE][+-]?[0-9]+)?"
    if not re.fullmatch(r"[+-]?(?:%s(?:%s[0-9]*)?|%s[0-9]+)%s" % (whole, m, m, e), text):
        return None
    if group:
        text = text.replace(group, "")
    return Decimal(text.replace(mark, "."))


def written(value):
    """The place of the last digit that counts: zeros at the end count only before the point."""
    _, digits, exponent = value.as_tuple()
    digits = list(digits)
    while exponent < 0 and digits[-1] == 0 and len(digits) > 1:
        digits.pop()
        exponent += 1
    return exponent


def exact(value):
    return Fraction(value) if -5000 < value.adjusted() < 5000 else None


def whole(value, bits):
    fraction = exact(value)
    if fraction is None or fraction.denominator != 1 or (value.as_tuple().exponent > 0 and fraction != 0):
        return CORRUPT
    return str(fraction.numerator) if -(2 ** (bits - 1)) <= fraction < 2 ** (bits - 1) else CORRUPT


def fixed(value, precision, scale):
    fraction = exact(value)
    if fraction is None or (value.as_tuple().exponent > 0 and fraction != 0):
        return CORRUPT
    unscaled = fraction * 10**scale
    if unscaled.denominator != 1 or abs(unscaled) >= 10**precision:
        return CORRUPT
    return format(Decimal(unscaled.numerator).scaleb(-scale), "f").replace("-0.00", "0.00") if unscaled == 0 else \
        format(Decimal(unscaled.numerator).scaleb(-scale), "f")


def nearest_float(value):
    """The nearest number of 32 bits, ties to the even one."""
    try:
        near = struct.unpack("<f", struct.pack("<f", float(value)))[0]
    except OverflowError:
        return float("inf")
    bits = struct.unpack("<I", struct.pack("<f", abs(near)))[0]
    found = []
    for other in (bits - 1, bits, bits + 1):
        if 0 <= other < 0x7F800000:
            candidate = struct.unpack("<f", struct.pack("<I", other))[0]
            found.append((abs(Fraction(candidate) - abs(Fraction(value))), other & 1, candidate))
    return min(found)[2] if value >= 0 else -min(found)[2]


def binary(text, value, single):
    if value is None:
        word = text.strip(" \t").lower()
        known = {"nan": "NaN", "inf": "Infinity", "infinity": "Infinity"}
        if word == "nan":
            return "NaN"
        sign = "-" if word[:1] == "-" else ""
        word = word[1:] if word[:1] in ("-", "+") else word
        return sign + known[word] if word in known and word != "nan" else CORRUPT
    if value != 0 and exact(value) is None:
        return CORRUPT
    near = nearest_float(value) if single else float(value)
    if near in (float("inf"), float("-inf")):
        return CORRUPT
    if value == 0:
        return "-0.0" if value.is_signed() else "0.0"
    if abs(Fraction(near) - Fraction(value)) * 2 > Fraction(10) ** written(value):
        return CORRUPT
    return repr(near)


def truth(text):
    word = text.strip(" \t").lower()
    return {"true": "true", "t": "true", "1": "true", "false": "false", "f": "false", "0": "false"}.get(word, CORRUPT)


EPOCH = dt.datetime(1970, 1, 1)
MICRO = dt.timedelta(microseconds=1)


def day(text, forms):
    text = text.strip(" \t")
    if not forms:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return CORRUPT
        try:
            return dt.date.fromisoformat(text).isoformat()
        except ValueError:
            return CORRUPT
    for form in forms:
        found = by_form(text, form)
        if found:
            return found.date().isoformat()
    return CORRUPT


def by_form(text, form):
    """strptime takes 1.2. for 01.02.: what is written again must be what was read, but where Java's pattern allows it."""
    try:
        found = dt.datetime.strptime(text, form.replace("%-", "%"))
    except ValueError:
        return None
    if "%-" in form:
        return found if text.isascii() else None
    return found if found.strftime(form).lower() == text.lower() else None


STAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]+))?)?"
    r" ?(Z|[Uu][Tt][Cc]|[+-][0-9]{2}(?::?[0-9]{2}|:[0-9]{2}:[0-9]{2})?)?")


def offset(text):
    if text == "Z" or text.lower() == "utc":
        return dt.timedelta(0)
    digits = re.sub("[^0-9]", "", text)
    parts = [int(digits[i:i + 2]) for i in range(0, len(digits), 2)] + [0, 0]
    if parts[1] > 59 or parts[2] > 59:
        return None
    span = dt.timedelta(hours=parts[0], minutes=parts[1], seconds=parts[2])
    if span > dt.timedelta(hours=18):
        return None
    return -span if text[0] == "-" else span


def stamp(text, forms, zone, local):
    text = text.strip(" \t")
    shift = None
    if forms:
        found = next((f for f in (by_form(text, form) for form in forms) if f), None)
        if not found:
            return CORRUPT
        if found.tzinfo:
            shift, found = found.utcoffset(), found.replace(tzinfo=None)
    else:
        match = STAMP.fullmatch(text)
        if not match or text.endswith(" "):
            return CORRUPT
        date, hour, minute, second, fraction, at = match.groups()
        if fraction and fraction[6:].strip("0"):
            return CORRUPT
        try:
            micros = int(((fraction or "") + "000000")[:6])
            found = dt.datetime.combine(dt.date.fromisoformat(date),
                                        dt.time(int(hour), int(minute), int(second or 0), micros))
        except ValueError:
            return CORRUPT
        if at:
            shift = offset(at)
            if shift is None:
                return CORRUPT
    if local:
        return CORRUPT if shift is not None else str((found - EPOCH) // MICRO)
    try:
        if shift is None:
            told = found.replace(tzinfo=zoneinfo.ZoneInfo(zone))
            shift = told.utcoffset()
            if told.replace(fold=1).utcoffset() != shift:
                return CORRUPT  # skipped, or there twice
        return str((found - shift - EPOCH) // MICRO)
    except OverflowError:
        return CORRUPT


# Java's patterns, and Python's.
FORMS = {"dd.MM.yyyy": "%d.%m.%Y", "MM/dd/yyyy": "%m/%d/%Y", "d.M.yyyy": "%-d.%-m.%Y", "yyyyMMdd": "%Y%m%d",
         "dd-MMM-yyyy": "%d-%b-%Y", "dd.MM.yyyy HH:mm": "%d.%m.%Y %H:%M", "yyyyMMddHHmmss": "%Y%m%d%H%M%S",
         "MM/dd/yyyy hh:mm a": "%m/%d/%Y %I:%M %p", "yyyy-MM-dd HH:mm:ss xx": "%Y-%m-%d %H:%M:%S %z",
         "yyyy-DDD": "%Y-%j", "uuuu/MM/dd": "%Y/%m/%d"}


def outcome(kind, text, options):
    mark, group = options.get("mark", "."), options.get("group", "")
    forms = [FORMS[form] for form in options.get("formats", [])]
    if kind in RANGES or kind in ("float", "double") or kind.startswith("decimal"):
        value = number(text, mark, group)
        if kind in ("float", "double"):
            return binary(text, value, kind == "float")
        if value is None:
            return CORRUPT
        if kind in RANGES:
            return whole(value, RANGES[kind])
        precision, scale = map(int, re.findall("[0-9]+", kind))
        return fixed(value, precision, scale)
    if kind == "boolean":
        return truth(text)
    if kind == "date":
        return day(text, forms)
    if kind.startswith("timestamp"):
        return stamp(text, forms, options.get("zone", "UTC"), kind == "timestamp_ntz")
    return spelled(text)


def spelled(text):
    return "|" + text.encode("unicode_escape").decode("ascii") + "|"


def duck(kind, text, options, ours):
    if options.get("formats") or options.get("mark", ".") != "." or options.get("group") or "zone" in options:
        return "-"
    type_name = {"timestamp": "timestamptz", "timestamp_ntz": "timestamp", "string": "varchar"}.get(kind, kind)
    try:
        value = CON.execute("select try_cast(? as %s)" % type_name, [text]).fetchone()[0]
    except duckdb.Error:
        value = None
    if value is None:
        return "same" if ours == CORRUPT else "refuses"
    if ours == CORRUPT:
        return "takes"
    same = {"date": lambda: value.isoformat() == ours, "string": lambda: spelled(value) == ours,
            "boolean": lambda: str(value).lower() == ours,
            "timestamp_ntz": lambda: str((value - EPOCH) // MICRO) == ours,
            "timestamp": lambda: str((value.astimezone(dt.timezone.utc).replace(tzinfo=None) - EPOCH) // MICRO) == ours,
            }.get(kind, lambda: repr(float(value)) == repr(float(ours)) if kind in ("float", "double")
                  else Decimal(value) == Decimal(ours))()
    if not same:
        sys.exit("DuckDB understands %r as %s differently: %r, not %s" % (text, kind, value, ours))
    return "same"


NUMBERS = """0|-0|+0|1|-1|+7|007|12|127|128|-128|-129|32767|32768|-32768|2147483647|2147483648|-2147483648|-2147483649
9007199254740991|9007199254740992|9007199254740993|90071992547409930|9223372036854775807|9223372036854775808
-9223372036854775808|-9223372036854775809|12345678901234567890|99999999999999999999|99999999999999999999999999999999999999
100000000000000000000000000000000000000|000000000000000000000000000000000000000000000000000000000000000000012
5.0|5.|.5|-.5|5.00|5.5|.|-|+|-.|e5|.e5|1e|1e+|1e3|1E3|1e+3|1e-3|1.5e3|1.500e3|15e-1|1500e-3|1e5|0e5|0e-999|1e400|1e-400|-1e400
1.2345e2|12.50|12.5|12.505|12.500|12,50|1234,56|1.234,56|1,234.56|0,99|1,234|9999999999.99|10000000000.00|-9999999999.99
1234567890123456789.12|0.1|0.10|0.10000000000000001|0.10000000000000002|0.1000000000000000000000000|0.1000000001
0.30000000000000004|0.300000000000000044|2.675|1.00000000000000000001|123456789012345678901234567.0123456789
0.00000000000000000000000000000000000001|3.4028235e38|3.4028236e38|3e39|1.4e-45|1e-45|1e-46|16777216|16777217|16777218
0.1234567|0.12345678|3.1415927|3.14159265|1.7976931348623157e308|1.7976931348623159e308|4.9e-324|5e-324|3e-324|2.2250738585072014e-308
1e22|1e23|100000000000000000000000|123456789012345680000|1125899906842624.2|1125899906842624.3|4503599627370497.5|1e15|123456789012345.6
 12|12 |\t12\t|1 2|1\u00a0000|\u0663|\uff11|--1|+-1|1-|1_000|0x1p3|0x10|1d|1.5f|1L|$1|1%|(1)|1.2.3|1..2|1e5.0|NaN|nan|-nan|Infinity|-Infinity|inf|+inf|-INF|infinit|null
12\x00|\ufeff12|\u221212"""
TRUTHS = "true|TRUE|True|false|FALSE|t|f|T|F|1|0|yes|no|y|n|on|off|2|-1|01|1.0| true|false\t|tru|truee|\u0442rue|TRUE\x00|wahr|null"
DATES = """2024-02-29|2023-02-29|2024-01-01|0001-01-01|9999-12-31|0000-01-01|10000-01-01|-2024-01-01|1582-10-10|1900-02-29|2000-02-29
2024-13-01|2024-00-10|2024-01-00|2024-01-32|2024-04-31|2024-1-1|24-01-01|2024-01|2024|20240101|2024/01/01|2024-01-01 00:00:00
2024-01-01T00:00:00Z|01.02.2024|2024-W01-1|2024-060| 2024-01-01|2024-01-01\t|2024-01-01x|2024 01 01|2024-01\u201101|epoch|today|infinity
+2024-01-01|2024-01-01Z|2024-01-01+02:00|1969-12-31|1970-01-01|\u0662024-01-01|2024-1a-01"""
STAMPS = """2024-01-01 10:00:00|2024-01-01T10:00:00|2024-01-01t10:00:00|2024-01-01 10:00|2024-01-01 10|2024-01-01|2024-01-01_10:00:00
2024-01-01 24:00:00|2024-01-01 23:59:60|2024-01-01 23:60:00|2024-01-01 10:00:00.1|2024-01-01 10:00:00.123456|2024-01-01 10:00:00.1234567
2024-01-01 10:00:00.123456000|2024-01-01 10:00:00.000000001|2024-01-01 10:00:00,5|2024-01-01 10:00:00.|2024-01-01T10:00:00Z|2024-01-01T10:00:00z
2024-01-01T10:00Z|2024-01-01T10:00:00+02:00|2024-01-01T10:00:00+0200|2024-01-01T10:00:00+02|2024-01-01T10:00:00-00:30|2024-01-01T10:00:00-00:00
2024-01-01T10:00:00 +02:00|2024-01-01 10:00:00 UTC|2024-01-01 10:00:00 Z|2024-01-01 10:00:00 CET|2024-01-01 10:00:00 Europe/Berlin
2024-01-01T10:00:00+2|2024-01-01T10:00:00+020|2024-01-01T10:00:00+02:60|2024-01-01T10:00:00+19:00|2024-01-01T10:00:00+18:00|2024-01-01T10:00:00+00:53:28
2024-01-01T10:00:00  Z|2024-01-01T10:00:00+|2024-02-30 10:00:00|0001-01-01 00:00:00|0000-12-31 23:59:59|9999-12-31 23:59:59.999999|0001-01-01T00:00:00+02:00
9999-12-31T23:59:59-02:00|10000-01-01 00:00:00|1969-12-31 23:59:59.999999|1900-01-01 00:00:00| 2024-01-01 10:00:00\t|2024-01-01  10:00:00|2024-01-01 1:00:00
20240101T100000Z|2024-01-01 10:00:00 AM|1704103200|now|infinity|2024-01-01 10:0a:00|2024-01-01 10-00-00|2024-01-01 10:00:0"""
BERLIN = """2024-03-31 01:59:59|2024-03-31 02:00:00|2024-03-31 02:30:00|2024-03-31 03:00:00|2024-10-27 01:59:59|2024-10-27 02:00:00
2024-10-27 02:30:00|2024-10-27 02:59:59.999999|2024-10-27 03:00:00|2024-10-27T02:30:00+01:00|2024-10-27T02:30:00+02:00|2024-07-01 12:00|1890-01-01 00:00:00"""
GROUPED = ["1234", "1{g}234", "1{g}234{m}5", "12{g}34", "1234{g}567", "1{g}234{g}567", "1{g}234567", "1{g}2345{g}678", "{g}123", "1{g}", "0{g}123", "12{g}345{m}67",
           "1{m}234{g}5", "1{g}{g}234", "-1{g}234", "1{m}5", "123{g}456", "1{g}23{g}456", "1{g}234{g}", "1{g}234{m}567{g}8", "0{m}5"]


def rows():
    def texts(block):
        for line in block.split("\n"):
            for text in line.split("|"):
                yield text

    numeric = ["int", "bigint", "decimal(12,2)", "decimal(38,10)", "double", "float"]
    for kind, text in itertools.product(numeric, texts(NUMBERS)):
        yield kind, text, {}
    for kind, text in itertools.product(["tinyint", "smallint"], ["127", "128", "-128", "-129", "32767", "32768", "-32768", "5.0", "1e1", "x"]):
        yield kind, text, {}
    for kind, text in itertools.product(["decimal(18,18)", "decimal(38,38)", "decimal(38,0)", "decimal(1,0)", "decimal(19,1)"],
                                        ["0.5", "1", "-0.999999999999999999", "99999999999999999999999999999999999999", "9", "10",
                                         "123456789012345678.9", "-123456789012345678.9", "1234567890123456789.0", "0.00000000000000000000000000000000000001"]):
        yield kind, text, {}
    for kind, text in itertools.product(["decimal(12,2)", "double", "bigint"], ["12,50", "12.50", "1234,56", "0,99", "7", "8.25", "1.234,56", ",5", "5,", "1,5e1"]):
        yield kind, text, {"mark": ","}
    for mark, group in ((".", ","), (",", "."), (".", "'"), (",", " "), (",", "\u00a0"), (",", "\u202f"), (".", "\u2019")):
        for kind, form in itertools.product(["bigint", "decimal(12,2)", "double"], GROUPED):
            yield kind, form.format(g=group, m=mark), {"mark": mark, "group": group}
    for text in texts(TRUTHS):
        yield "boolean", text, {}
    for text in texts(DATES):
        yield "date", text, {}
    for kind, text in itertools.product(["timestamp", "timestamp_ntz"], texts(STAMPS)):
        yield kind, text, {}
    for kind, text in itertools.product(["timestamp", "timestamp_ntz"], texts(BERLIN)):
        yield kind, text, {"zone": "Europe/Berlin"}
    for text in ["01.02.2024", "1.2.2024", "31.02.2024", "29.02.2023", "2024-02-01", "13.13.2024", "01.02.24", "01.02.2024 10:00", "\u0660\u0661.02.2024"]:
        yield "date", text, {"formats": ["dd.MM.yyyy"]}
        yield "date", text, {"formats": ["d.M.yyyy"]}
    for text in ["20240229", "20230229", "2024229", "202402290", "01-FEB-2024", "01-Feb-2024", "01-Feb.-2024", "30-Feb-2024", "02/01/2024", "13/01/2024"]:
        yield "date", text, {"formats": ["yyyyMMdd", "dd-MMM-yyyy", "MM/dd/yyyy"]}
    for text in ["2024-060", "2023-366", "2024-366", "2024-000"]:
        yield "date", text, {"formats": ["yyyy-DDD"]}
    for kind in ("timestamp", "timestamp_ntz"):
        for text in ["01.02.2024 10:30", "01.02.2024 24:00", "31.03.2024 02:30", "20240201103045", "20240201103060", "02/01/2024 11:30 PM",
                     "02/01/2024 13:30 PM", "2024-02-01 10:30:45 +0200", "2024-02-01 10:30:45", "01.02.2024"]:
            yield kind, text, {"zone": "Europe/Berlin",
                               "formats": ["dd.MM.yyyy HH:mm", "yyyyMMddHHmmss", "MM/dd/yyyy hh:mm a", "yyyy-MM-dd HH:mm:ss xx"]}
    for text in ["", " ", " a ", "\t", "12,50", "\u00e9", "e\u0301", "\U0001f600", "\x00", "null"]:
        yield "string", text, {}


def told(options):
    parts = []
    for key, value in options.items():
        parts.append(key + "=" + (";".join(value) if isinstance(value, list) else spelled(value)[1:-1]))
    return "&".join(parts) or "-"


CON = duckdb.connect()
CON.execute("set timezone='UTC'")
for kind, text, options in rows():
    result = outcome(kind, text, options)
    print("\t".join((kind, told(options), spelled(text), result, duck(kind, text, options, result))))
