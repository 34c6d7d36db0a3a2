"""Which countries are abroad, as supplier lists write them: by English name or by ISO 3166 code. Pure."""

from procurement.matching import folded

_NAMES = """
Afghanistan, Albania, Algeria, Andorra, Angola, Argentina, Armenia, Australia, Austria, Azerbaijan, Bahamas,
Bahrain, Bangladesh, Barbados, Belarus, Belgium, Belize, Benin, Bermuda, Bhutan, Bolivia, Bosnia and
Herzegovina, Botswana, Brazil, Brunei, Bulgaria, Burkina Faso, Burundi, Cambodia, Cameroon, Canada, Cape
Verde, Cayman Islands, Chad, Chile, China, Colombia, Congo, Costa Rica, Croatia, Cuba, Cyprus, Czech Republic,
Czechia, Denmark, Dominica, Dominican Republic, Ecuador, Egypt, Eire, El Salvador, Estonia, Eswatini,
Ethiopia, Faroe Islands, Fiji, Finland, France, Gabon, Gambia, Georgia, Germany, Ghana, Gibraltar, Greece,
Greenland, Grenada, Guatemala, Guernsey, Guinea, Guyana, Haiti, Holland, Honduras, Hong Kong, Hungary,
Iceland, India, Indonesia, Iran, Iraq, Ireland, Isle of Man, Israel, Italy, Ivory Coast, Côte d'Ivoire,
Jamaica, Japan, Jersey, Jordan, Kazakhstan, Kenya, Korea, Kosovo, Kuwait, Kyrgyzstan, Laos, Latvia, Lebanon,
Lesotho, Liberia, Libya, Liechtenstein, Lithuania, Luxembourg, Macau, Madagascar, Malawi, Malaysia, Maldives,
Mali, Malta, Mauritius, Mexico, Moldova, Monaco, Mongolia, Montenegro, Morocco, Mozambique, Myanmar, Namibia,
Nepal, Netherlands, The Netherlands, New Zealand, Nicaragua, Niger, Nigeria, North Macedonia, Norway, Oman,
Pakistan, Palestine, Panama, Papua New Guinea, Paraguay, Peru, Philippines, Poland, Portugal, Puerto Rico,
Qatar, Republic of Ireland, Romania, Russia, Russian Federation, Rwanda, San Marino, Saudi Arabia, Senegal,
Serbia, Seychelles, Sierra Leone, Singapore, Slovakia, Slovenia, Somalia, South Africa, South Korea, Spain,
Sri Lanka, Sudan, Suriname, Sweden, Switzerland, Syria, Taiwan, Tajikistan, Tanzania, Thailand, Togo, Trinidad
and Tobago, Tunisia, Turkey, Turkiye, Turkmenistan, Uganda, Ukraine, United Arab Emirates, UAE, United States,
United States of America, USA, Uruguay, Uzbekistan, Venezuela, Vietnam, Yemen, Zambia, Zimbabwe
"""
_CODES = """
AD AE AF AL AM AO AR AT AU AZ BA BB BD BE BG BH BM BN BO BR BS BW BY BZ CA CH CL CM CN CO CR CU CY CZ DE DK DO DZ EC EE
EG ES ET FI FJ FR GE GG GH GI GR GT HK HN HR HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KR KW KY KZ LB LI LK LT LU LV
LY MA MC MD ME MK MO MT MU MV MX MY MZ NA NG NL NO NP NZ OM PA PE PH PK PL PR PT PY QA RO RS RU RW SA SC SE SG SI SK SN
SV SY TH TN TR TT TW TZ UA UG US UY UZ VE VN YE ZA ZM ZW
AUS AUT BEL BGR CAN CHE CHN CYP CZE DEU DNK ESP EST FIN FRA GGY GRC HKG HRV HUN IMN IND IRL ISL ISR ITA JEY JPN LTU
LUX LVA MLT NLD NOR NZL POL PRT ROU SGP SVK SVN SWE TUR USA ZAF
"""
_ABROAD = {folded(name) for name in _NAMES.split(",")} | set(_CODES.split())


def is_foreign(country: str) -> bool:
    """Whether it names a country outside the United Kingdom. What is no country we know says nothing: False."""
    return folded(country) in _ABROAD
