"""Croissant metadata (MLCommons, version 1.0) of exported files: for tools that load data sets.

Made from the descriptor of the data package, so that columns, hashes and terms have one origin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

FILE = "croissant.json"
CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
ENCODINGS = {"parquet": "application/x-parquet", "csv": "text/csv", "json": "application/json"}
"""Format to what Croissant calls it."""
TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
}
LOADED = ("parquet", "csv")
"""Formats of which a column can be named, the best first."""
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

Resource = Mapping[str, Any]


def croissant(descriptor: Mapping[str, Any], cite_as: str, address: str) -> dict[str, Any]:
    """The metadata of a data package; `address` is where it will be published, or empty."""
    resources: Sequence[Resource] = descriptor["resources"]
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": descriptor["name"],
        "description": descriptor["description"],
        "citeAs": cite_as,
        "creator": {"@type": "sc:Organization", "name": "gapwatch"},
        "datePublished": descriptor["created"][:10],
        "isLiveDataset": True,
        "keywords": descriptor["keywords"],
        "license": sorted({line["licence"] for line in descriptor["sources"]}),
        **({"url": address} if address else {}),
        "version": descriptor["version"],
        "distribution": [_file(one) for one in resources],
        "recordSet": [_records(one) for one in _loaded(resources)],
    }


def _loaded(resources: Sequence[Resource]) -> list[Resource]:
    """One file of every view, in the best format that there is."""
    best: dict[str, Resource] = {}
    for kind in LOADED:
        for one in resources:
            if one["format"] == kind:
                best.setdefault(one["title"], one)
    return list(best.values())


def _file(resource: Resource) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": resource["path"],
        "name": resource["path"],
        "description": resource["description"],
        "contentUrl": resource["path"],
        "contentSize": f"{resource['bytes']} B",
        "encodingFormat": ENCODINGS[resource["format"]],
        "sha256": resource["hash"].removeprefix("sha256:"),
    }


def _records(resource: Resource) -> dict[str, Any]:
    name, schema = resource["title"], resource["schema"]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": resource["description"],
        **_key(name, schema),
        "field": [_field(name, resource["path"], field) for field in schema["fields"]],
    }


def _key(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"key": [{"@id": f"{name}/{column}"} for column in schema.get("primaryKey", ())]}


def _field(name: str, path: str, field: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{name}/{field['name']}",
        "name": field["name"],
        "description": field["description"],
        "dataType": TYPES[field["type"]],
        "source": {"fileObject": {"@id": path}, "extract": {"column": field["name"]}},
    }
