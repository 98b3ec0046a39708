/// Why a whole file cannot be imported.
public enum ImportError: Error, Sendable, Hashable {
    case empty
    /// Not a CSV at all.
    case otherKind(String)
    case damagedHeader
    /// The first row fits none of the formats.
    case unknownColumns([String])
    case missingColumn(String, ImportFormat)
    case tooLarge(bytes: Int, limit: Int)
}

extension ImportError: Explained, CustomStringConvertible {
    public var code: String {
        switch self {
        case .empty: "file.empty"
        case .otherKind: "file.other_kind"
        case .damagedHeader: "file.damaged_header"
        case .unknownColumns: "file.unknown_columns"
        case .missingColumn: "file.missing_column"
        case .tooLarge: "file.too_large"
        }
    }

    public var sentence: String {
        switch self {
        case .empty: "The file is empty."
        case .otherKind(let kind): "The file is \(kind), not a CSV."
        case .damagedHeader: "The first row of the file has a quote that is never closed."
        case .unknownColumns(let names):
            "The first row fits no known format: \(names.prefix(5).map { "“\(excerpt($0))”" }.joined(separator: ", "))."
        case .missingColumn(let name, let format): "The \(format.displayName) file has no column “\(name)”."
        case .tooLarge(let bytes, let limit): "The file has \(bytes) bytes; at most \(limit) are read."
        }
    }

    public var wayOut: String {
        switch self {
        case .empty: "Export the catalogue again and check that it holds products."
        case .otherKind: "Save it as “CSV UTF-8” and import that file."
        case .damagedHeader: "Correct the first row, or export the file again."
        case .unknownColumns:
            "Use a product export of Shopify or WooCommerce in English, or Entrepot's own columns: sku, title, …"
        case .missingColumn(let name, _): "Export again with all columns, or add a column named “\(name)”."
        case .tooLarge: "Split the file into several."
        }
    }

    public var description: String { self.sentence }
}
