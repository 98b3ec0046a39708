import ConnectorKit
import Connectors
import Foundation
import Testing
import Twins
import Workbench

/// Holds the connector's operations and the twin's own schema against the vendor's published one, with a reader of schemas that
/// nobody here wrote (PyPI graphql-core 3.2.8).
@Suite("Shopify's published schema")
struct ShopifyPublishedSchemaTests {
    static let environment = ProcessInfo.processInfo.environment
    static let python = environment["ENTREPOT_JUDGE_PYTHON"]
    static let folder = environment["ENTREPOT_MARKETPLACE_SPECS"] ?? "../shared/marketplaces"
    static let file = folder + "/shopify/admin-2026-01.schema.graphql"
    static let mustRun = environment["CI"] == "true"
    static let canRun = python != nil && FileManager.default.fileExists(atPath: file)

    @Test(
        "each operation is valid, and each type, field and argument of the twin stands there as it does here",
        .enabled(if: canRun || mustRun, "no published schema or no Python with graphql-core here"))
    func published() async throws {
        let python = try #require(Self.python, "in CI the judge must run: set ENTREPOT_JUDGE_PYTHON")
        let folder = FileManager.default.temporaryDirectory.appending(path: "shopify-schema-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // What is handed to Shopify inside of another one is an operation, too.
        let documents = ShopifyDocuments.all + [ShopifyDocuments.allVariants(home: "gid://shopify/Location/1")]
        for document in documents {
            try Data(document.text.utf8).write(to: folder.appending(path: "\(document.name).graphql"))
        }
        try Data(ShopifySchema.text.utf8).write(to: folder.appending(path: "twin.sdl"))
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../TwinsTests/judges/shopify_schema.py")
        let (status, verdict) = try await ChildProgram.run(
            python, [script.standardized.path, Self.file, folder.path])
        #expect(status == 0, "\(verdict)")
        #expect(verdict.contains("operations: \(documents.count), violations: 0"))
        let counts = try #require(verdict.firstMatch(of: /violations: (\d+), fields of the twin: (\d+)/))
        ConformanceLog.note(
            .schema(channel: Shopify.manifest.id, fields: Int(counts.2) ?? 0, faults: Int(counts.1) ?? 1))
    }
}
