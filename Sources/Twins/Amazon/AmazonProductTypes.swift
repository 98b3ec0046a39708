import Crypto
import Foundation

/// The product types that the twin knows, each with a JSON Schema of ours in the form of Amazon's definitions: an attribute is a
/// list of instances, and what may stand in one is said below `items`.
enum AmazonProductTypes {
    struct Kind: Sendable {
        var name: String
        var title: String
        var required: [String]
        /// Beside what every type has.
        var own: [Json.Member]
    }

    static let all: [Kind] = [
        Kind(name: "HOME", title: "Home", required: ["item_name", "condition_type"], own: []),
        Kind(
            name: "LUGGAGE", title: "Luggage",
            required: ["item_name", "brand", "bullet_point", "country_of_origin", "condition_type"],
            own: [
                Json.Member(name: "number_of_wheels", value: Self.number("Number of Wheels", least: 0, most: 8)),
                Json.Member(name: "is_expandable", value: Self.flag("Is Expandable")),
                Json.Member(
                    name: "material", value: Self.choice("Material", ["Leather", "Nylon", "Aluminium"], isOpen: true)),
            ]),
        Kind(
            name: "SHIRT", title: "Shirt", required: ["item_name", "brand", "color", "size", "condition_type"],
            own: [Json.Member(name: "sleeve_type", value: Self.choice("Sleeve Type", ["Long Sleeve", "Short Sleeve"]))]),
    ]

    static func named(_ name: String) -> Kind? {
        name == Self.any.name ? Self.any : self.all.first { $0.name == name }
    }

    /// Good for offers, of whatever product.
    private static let any = Kind(name: "PRODUCT", title: "Product", required: [], own: [])

    /// Sets of requirements (definitionsProductTypes_2020-09-01, "requirements").
    static let requirements = ["LISTING", "LISTING_PRODUCT_ONLY", offerOnly]
    static let offerOnly = "LISTING_OFFER_ONLY"
    /// What an offer consists of, and what of that is needed.
    private static let terms = [
        "condition_type", "merchant_suggested_asin", "purchasable_offer", "fulfillment_availability", "list_price",
    ]

    private static func required(_ kind: Kind, _ wanted: String) -> [String] {
        wanted == Self.offerOnly ? ["condition_type", "merchant_suggested_asin"] : kind.required
    }

    /// What a type says of itself.
    static func schema(of kind: Kind, _ wanted: String, isEnforced: Bool, language: String) -> Json {
        [
            "$schema": "https://schemas.amazon.com/selling-partners/definitions/product-types/meta-schema/v1",
            "$id": .string(
                "https://schemas.amazon.com/selling-partners/definitions/product-types/schema/v1/\(kind.name)"),
            "$comment": .string("Amazon product type definition for \(kind.name), as a twin has it."),
            "$defs": [
                "marketplace_id": ["title": "Marketplace Id", "type": "string", "editable": false, "hidden": true],
                "language_tag": [
                    "title": "Language Tag", "type": "string", "default": .string(language),
                    "enum": [.string(language)], "enumNames": [.string(language)],
                ],
            ],
            "type": "object",
            "required": .array(isEnforced ? Self.required(kind, wanted).map(Json.string) : []),
            "properties": .object(
                wanted == Self.offerOnly
                    ? Self.shared.filter { Self.terms.contains($0.name) } : Self.shared + kind.own),
            "additionalProperties": false,
        ]
    }

    private static let shared: [Json.Member] = Self.plain.map { Json.Member(name: $0.0, value: $0.1) } + Self.images

    private static let plain: [(String, Json)] = [
        ("item_name", Self.text("Item Name", longest: 200)),
        ("product_description", Self.text("Product Description", longest: 2_000)),
        ("bullet_point", Self.text("Bullet Point", longest: 700, most: 5)),
        ("brand", Self.text("Brand Name", longest: 100)),
        ("color", Self.text("Color", longest: 50)),
        ("size", Self.text("Size", longest: 50)),
        ("generic_keyword", Self.text("Generic Keyword", bytes: 249)),
        ("batteries_required", Self.flag("Are batteries required?")),
        ("country_of_origin", Self.choice("Country of Origin", ["CN", "DE", "GB", "IN", "US"])),
        ("condition_type", Self.choice("Item Condition", ["new_new", "used_like_new", "used_good"])),
        (
            "supplier_declared_dg_hz_regulation",
            Self.choice("Dangerous Goods Regulations", ["ghs", "not_applicable", "storage"])
        ),
        (
            "externally_assigned_product_identifier",
            Self.attribute("External Product ID", ["type": ["type": "string"], "value": ["type": "string"]])
        ),
        (
            "merchant_suggested_asin",
            Self.attribute("Merchant Suggested ASIN", ["value": ["type": "string", "maxLength": 10]])
        ),
        (
            "list_price",
            Self.attribute("List Price", ["currency": ["type": "string"], "value": ["type": "number"]])
        ),
        (
            "purchasable_offer",
            Self.attribute("Purchasable Offer", ["currency": ["type": "string"], "our_price": ["type": "array"]])
        ),
        (
            "fulfillment_availability",
            Self.attribute(
                "Fulfillment Availability",
                ["fulfillment_channel_code": ["type": "string"], "quantity": ["type": "integer", "minimum": 0]])
        ),
    ]

    private static let images: [Json.Member] = (0...8).map { number in
        Json.Member(
            name: number == 0 ? "main_product_image_locator" : "other_product_image_locator_\(number)",
            value: Self.attribute("Image Location", ["media_location": ["type": "string", "format": "uri"]]))
    }

    // MARK: Attributes

    private static func attribute(_ title: String, _ members: Json, most: Int = 1) -> Json {
        [
            "title": .string(title), "type": "array", "minItems": 1, "minUniqueItems": 1,
            "maxUniqueItems": .integer(most), "selectors": ["marketplace_id"],
            "items": [
                "type": "object", "additionalProperties": false,
                "properties": members.with("marketplace_id", ["$ref": "#/$defs/marketplace_id"]),
            ],
        ]
    }

    private static func text(_ title: String, longest: Int? = nil, bytes: Int? = nil, most: Int = 1) -> Json {
        var value: Json = ["title": .string(title), "type": "string", "minLength": 1]
        if let longest { value = value.with("maxLength", .integer(longest)) }
        if let bytes { value = value.with("maxUtf8ByteLength", .integer(bytes)) }
        return Self.attribute(title, ["value": value, "language_tag": ["$ref": "#/$defs/language_tag"]], most: most)
    }

    private static func number(_ title: String, least: Int, most: Int) -> Json {
        Self.attribute(
            title, ["value": ["type": "integer", "minimum": .integer(least), "maximum": .integer(most)]])
    }

    private static func flag(_ title: String) -> Json {
        Self.attribute(
            title, ["value": ["type": "boolean", "enum": [false, true], "enumNames": ["No", "Yes"]]])
    }

    private static func choice(_ title: String, _ values: [String], isOpen: Bool = false) -> Json {
        let closed: Json = [
            "type": "string", "enum": .array(values.map(Json.string)),
            "enumNames": .array(values.map { .string($0.replacing("_", with: " ").capitalized) }),
        ]
        let value: Json = isOpen ? ["anyOf": [["type": "string"], closed]] : closed
        return Self.attribute(title, ["value": value])
    }

    /// Base64 of the MD5 (SchemaLink, "checksum").
    static func checksum(_ bytes: [UInt8]) -> String {
        Data(Insecure.MD5.hash(data: bytes)).base64EncodedString()
    }

    // MARK: Checking

    private static let everything: [String: Json] = Dictionary(
        (Self.shared + Self.all.flatMap(\.own)).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })

    static func isKnown(_ attribute: String) -> Bool { Self.everything[attribute] != nil }

    static func missing(_ kind: Kind, _ attributes: Json, _ wanted: String) -> [AmazonIssue] {
        // "Creating products is not supported with the "PRODUCT" Amazon product type" (models issue 2427).
        if kind.name == Self.any.name, wanted != Self.offerOnly {
            return [
                AmazonIssue(
                    code: "4000004", message: "Creating products is not supported with this product type.",
                    severity: "ERROR")
            ]
        }
        return Self.required(kind, wanted).filter { attributes[$0]?.list?.isEmpty ?? true }.map {
            AmazonIssue(
                code: "90220", message: "'[\($0)]' is required but not supplied.", severity: "ERROR", attribute: $0,
                category: "MISSING_ATTRIBUTE")
        }
    }

    /// Values that are none of those allowed, or too long, or too many.
    static func wrong(_ name: String, _ instances: [Json]) -> [AmazonIssue] {
        guard let schema = Self.everything[name] else { return [] }
        var problems: [String] = []
        if let most = schema["maxUniqueItems"]?.whole, instances.count > most {
            problems.append("The field '\(name)' has more than \(most) value(s).")
        }
        let value = schema["items"]?["properties"]?["value"]
        for given in instances.compactMap({ $0["value"] }) where value.map({ !Self.fits(given, $0) }) ?? false {
            problems.append("The provided value for '\(name)' is invalid.")
        }
        return problems.map {
            AmazonIssue(
                code: "4000001", message: $0, severity: "ERROR", attribute: name, category: "INVALID_ATTRIBUTE")
        }
    }

    private static func fits(_ given: Json, _ schema: Json) -> Bool {
        if let choices = schema["anyOf"]?.list { return choices.contains { Self.fits(given, $0) } }
        if let choices = schema["enum"]?.list { return choices.contains(given) }
        switch (schema["type"]?.text, given) {
        case ("string", .string(let text)):
            return text.unicodeScalars.count <= schema["maxLength"]?.whole ?? .max
                && text.utf8.count <= schema["maxUtf8ByteLength"]?.whole ?? .max && !text.isEmpty
        case ("integer", .integer(let number)):
            return number >= schema["minimum"]?.whole ?? .min && number <= schema["maximum"]?.whole ?? .max
        case ("number", .integer), ("number", .number), ("boolean", .bool): return true
        default: return false
        }
    }
}
