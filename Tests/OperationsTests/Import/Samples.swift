import Foundation

/// The shop systems' own sample files, which are data and not part of the product.
///
/// Found in `ENTREPOT_SAMPLES`, or in `shared/samples` beside the repository. Where `CI` is `true` they must be there.
enum Samples {
    static let names = [
        "shopify-apparel.csv", "shopify-home-and-garden.csv", "shopify-jewelery.csv", "woocommerce-fashion-9.csv",
        "woocommerce-sample-products.csv",
    ]

    private static let folder: URL? = {
        var places = [URL]()
        if let named = ProcessInfo.processInfo.environment["ENTREPOT_SAMPLES"] { places.append(URL(filePath: named)) }
        var up = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        for _ in 0..<6 {
            places.append(up.appending(path: "shared/samples"))
            up = up.deletingLastPathComponent()
        }
        return places.first { FileManager.default.fileExists(atPath: $0.appending(path: "README.md").path()) }
    }()

    /// Tests that need the files run where they are, and where they are required.
    static var areExpected: Bool { Self.folder != nil || ProcessInfo.processInfo.environment["CI"] == "true" }

    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = Self.folder ?? URL(filePath: "/no/samples/here")
        return [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }
}
