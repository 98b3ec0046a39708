import Foundation
import Testing
import Twins

@Suite("A state file of an earlier build")
struct StateFileTests {
    /// As the build of November 2026 (commit 53564fe) writes it: each shop had nine mugs, sold one, holds two until they are
    /// paid, sold one that will be cancelled, will carry out a write late, and has webhooks on their way.
    private static let fixture = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures/state-of-four-channels.json")

    @Test(
        "opens the shops of every channel as they were, and what they had planned happens",
        arguments: [
            ("woo", ["processing", "processing", "cancelled"], 6), ("etsy-shop", ["Paid", "Paid", "Canceled"], 6),
            ("amazon-shop", ["UNSHIPPED", "UNSHIPPED", "CANCELLED"], 7),
            ("shopify-shop", ["PAID", "PAID", "CANCELLED"], 7),
        ])
    func opens(name: String, statuses: [String], stock: Int) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "twins-\(UUID().uuidString).json")
        try FileManager.default.copyItem(at: Self.fixture, to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await OpenTwins.run(TwinOptions(stateFile: file)) { (twins) async throws in
            let shop = try #require(await twins.market.shop(name))
            // A write that comes late to Amazon is a change that is applied later still.
            #expect(
                await eventually {
                    await twins.market.settle()
                    return await shop.items["MUG"]?.stock == stock
                })
            #expect(await shop.report().orders.map(\.status) == statuses)
            #expect(await shop.book.unitsSold(of: "MUG") == 3)
        }
    }
}
