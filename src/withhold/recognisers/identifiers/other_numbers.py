"""Headers of numbers that are of things, not of people: their check digits mean something else."""

from functools import cache

from withhold.text.normalise import fold_label

_THINGS = frozenset([
    "isbn", "issn", "ean", "gtin", "upc", "sku", "asin", "barcode", "product", "products", "item", "items",
    "part", "parts", "model", "serial", "imei", "imsi", "mac", "vin", "engine", "vehicle", "plate",
    "registration", "invoice", "order", "orders", "po", "purchase", "voucher", "transaction", "txn",
    "tracking", "shipment", "container", "lot", "batch", "fips", "geoid", "tract", "block", "naics", "sic",
    "nace", "cusip", "isin", "sedol", "lei", "ticker", "duns", "uei", "ein", "cage", "npi", "vat", "cnpj",
    "cif", "gst", "gstin", "abn", "acn", "siren", "siret", "kvk", "orgnr", "org", "company", "companies",
    "corporate", "corporation", "business", "firm", "organisation", "organization", "entity", "vendor",
    "supplier", "contractor", "institution", "school", "district", "facility", "site", "grant", "award",
    "contract", "project", "permit", "parcel", "apn", "asset", "property", "lat", "lon", "lng", "latitude",
    "longitude", "amount", "total", "price", "cost", "budget", "revenue", "salary", "population", "count",
    "ticket", "tickets", "stock", "inventory", "consignment", "waybill", "docket",
    "year", "date", "time", "timestamp", "phone", "telephone", "tel", "fax", "mobile", "cell", "zip",
    "postcode", "postal", "guid", "uuid", "hash", "checksum", "sha", "md5", "url", "doi", "pmid", "pmc",
    "accession", "catalog", "catalogue", "taxon", "species", "station", "gauge", "sensor", "meter",
    "device", "version", "build", "release", "commit", "swift", "bic", "routing", "iban", "empresa",
    "producto", "proveedor", "telefono", "codigo", "postal", "factura", "pedido", "importe", "entreprise",
    "produit", "fournisseur", "telephone", "facture", "siege", "montant", "produkt", "artikel",
    "artikelnummer", "firma", "lieferant", "rechnung", "rechnungsnummer", "telefon", "handelsregister",
    "betrag", "bedrijf", "leverancier", "factuur", "telefoon", "empresa", "produto", "fornecedor", "fatura",
    "артикул", "товар", "компания", "организация", "поставщик", "телефон", "счет", "огрн", "кпп", "окпо",
    "شرکت", "محصول", "هاتف", "تلفن", "产品", "公司", "电话", "邮编", "订单", "发票", "商品", "条码",
    "urun", "sirket",
    "tedarikci", "fatura", "siparis", "barkod",
])  # fmt: skip
_CODES = frozenset([
    "code", "codes", "codigo", "kod", "код", "کد", "رمز", "编码", "代码",
])  # fmt: skip


@cache
def speaks_of_things(header: str | None) -> bool:
    """Whether a header names a number of a product, a company, a place, a record, or a quantity."""
    if not header:
        return False
    words = fold_label(header[:200]).split()
    # "Code" alone says nothing of what it is the code of: the values decide.
    return any(word in _THINGS for word in words) or (len(words) > 1 and words[-1] in _CODES)
