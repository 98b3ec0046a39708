@testable import Commerce

/// Small files for tests.
enum ImportFixture {
    static func read(
        _ text: String, options: ImportOptions = ImportOptions(currency: .eur)
    ) throws(ImportError) -> ImportResult {
        try Self.read(Array(text.utf8), options: options)
    }

    static func read(
        _ bytes: [UInt8], options: ImportOptions = ImportOptions(currency: .eur)
    ) throws(ImportError) -> ImportResult {
        var file = try CatalogueImport(bytes: bytes, options: options)
        return file.collect()
    }

    /// The codes of one row's issues.
    static func codes(_ result: ImportResult, row: Int) -> [String] {
        result.issues.filter { $0.row == row }.map(\.code)
    }
}
