import Foundation
import Testing
import Twins

@Suite("A twin that was stopped")
struct RestartTests {
    @Test("keeps goods, orders, hooks, keys and its book when asked to")
    func restart() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "twins-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let options = TwinOptions(webhookDelay: 0, stateFile: file)
        let before = Kept()
        try await OpenTwins.run(options) { (twins) async throws in
            let client = await twins.shop()
            await client.shop.buy("MUG", units: 2)
            await client.shop.buy("MUG", units: 1, paid: false)
            _ = try await client.post(
                "webhooks",
                #"{"name":"h","topic":"order.created","delivery_url":"http://127.0.0.1:9/","status":"paused"}"#)
            await before.keep(await client.shop.report(), await client.shop.book)
        }
        try await OpenTwins.run(options) { (twins) async throws in
            let client = await twins.shop()
            #expect(await client.shop.report().orders == before.report?.orders)
            #expect(await client.shop.report().items == before.report?.items)
            #expect(await client.shop.book.entries == before.book?.entries)
            #expect(try await client.get("webhooks").object.list.count == 1)
            #expect(await client.shop.buy("MUG", units: 3) == nil, "the hold still holds")
            #expect(await client.shop.buy("MUG", units: 2) != nil)
        }
    }

    @Test("writes addresses, credentials and ids as shell variables")
    func environment() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "twins-\(UUID().uuidString).env")
        defer { try? FileManager.default.removeItem(at: file) }
        try await OpenTwins.run(TwinOptions(shops: ["shop-a", "shop-b"], seed: "demo", envFile: file)) {
            (twins) async throws in
            #expect(await eventually { FileManager.default.fileExists(atPath: file.path) })
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(text.contains("TWIN_SHOP_A_URL=\(twins.address)/shop-a\n"))
            #expect(text.contains("TWIN_SHOP_B_KEY=ck_"))
            #expect(text.contains("TWIN_SHOP_B_VARIATION_ID="))
        }
    }

    actor Kept {
        var report: ShopReport?
        var book: BookOfSales?
        func keep(_ report: ShopReport, _ book: BookOfSales) { (self.report, self.book) = (report, book) }
    }
}
