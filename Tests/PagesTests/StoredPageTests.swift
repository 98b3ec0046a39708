import Foundation
import Pages
import Testing

/// To accept a change of looks, run these with `ENTREPOT_RECORD_PAGES=1` and read the difference before committing it.
@Suite("Pages as stored")
struct StoredPageTests {
    @Test("a page is drawn exactly as the stored one", arguments: Samples.pages.keys.sorted())
    func stored(name: String) throws {
        let page = try #require(Samples.pages[name])
        let file = Self.fixtures.appendingPathComponent(name + ".html")
        if ProcessInfo.processInfo.environment["ENTREPOT_RECORD_PAGES"] != nil {
            try page.write(to: file, atomically: true, encoding: .utf8)
        }
        let known = try String(contentsOf: file, encoding: .utf8)
        #expect(page == known)
    }

    @Test("every stored page is one we draw, and every drawn one is stored")
    func complete() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.fixtures.path)
        #expect(files.sorted() == Samples.pages.keys.map { $0 + ".html" }.sorted())
    }

    /// Beside this file, so that a test can also record.
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures")
}
