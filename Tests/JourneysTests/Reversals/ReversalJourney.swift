import ConnectorKit
import Foundation
import Logging
import Testing
import Twins
import Workbench

@Suite("Taking sales back with the built program", .enabled(if: Program.mayRun, "the program is not built"))
struct ReversalJourney {
    @Test("a refund pressed in two terminals goes back once; a lost answer is found; a cancellation frees the units")
    func program() async throws {
        await Berths.take()
        defer { Berths.leave() }
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let twins = TwinServer(options: TwinOptions(shops: [], webhookDelay: 0.3), logger: silent)
        let running = Task { try await twins.run() }
        _ = await twins.market.boundPort()
        let home = FileManager.default.temporaryDirectory.appending(path: "reversal-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: home, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let served = ServedProgram(home: home, port: try Loopback.freePort(), environment: [:])
        do {
            try await Self.trade(twins.market, served, home)
        } catch {
            Issue.record("\(error)")
        }
        await served.end()
        running.cancel()
        _ = try? await running.value
        try? FileManager.default.removeItem(at: home)
    }

    private static func trade(_ market: TwinMarket, _ served: ServedProgram, _ home: URL) async throws {
        @Sendable func entrepot(_ line: String...) async throws -> (status: Int32, text: String) {
            try await Program.run(line, environment: ["ENTREPOT_HOME": home.path()])
        }
        let shop = await market.open("kiel", goods: TwinProduct.simple("A", stock: 9))
        let key = await shop.keys[0]
        _ = try await entrepot("workspace", "create", "Atelier", "--currency", "GBP")
        let added = try await Program.run(
            ["connection", "add", "Kiel", "--address", await shop.address, "--key", key.key],
            environment: ["ENTREPOT_HOME": home.path(), "ENTREPOT_SECRET": key.secret])
        #expect(added.status == 0, "\(added.text)")
        let (one, other) = (try #require(await shop.buy("A", units: 2)), try #require(await shop.buy("A", units: 3)))
        try await served.start()
        try await ServedProgram.waits("both orders to be known") {
            let known = try await entrepot("order", "list").text
            return known.contains(" \(one.orderID) ") && known.contains(" \(other.orderID) ")
        }
        let name = "Kiel/\(one.orderID)"
        let dry = try await entrepot("order", "refund", name, "--line", "A=1", "--dry-run")
        #expect(
            dry.status == 0 && dry.text.contains("to the buyer: 10.00 GBP") && dry.text.contains("Nothing was sent"))
        let unasked = try await entrepot("order", "refund", name, "--line", "A=1")
        #expect(unasked.status == 1 && unasked.text.contains("--yes"))

        let blind = try await entrepot("order", "refund", name, "--line", "A=1", "--yes")
        #expect(blind.status == 1 && blind.text.contains("given back before"), "\(blind.text)")

        async let left = entrepot("order", "refund", name, "--line", "A=1", "--refunded-before", "0.00", "--yes")
        async let right = entrepot("order", "refund", name, "--line", "A=1", "--refunded-before", "0.00", "--yes")
        let told = try await [left, right]
        // Who comes second is refused, or finds what the first made: never a second refund.
        let gave = told.filter { $0.status == 0 && $0.text.contains("10.00 GBP was given back.") }
        let saw = told.filter { $0.status == 1 || $0.text.contains("nothing was sent again") }
        #expect(gave.count == 1 && saw.count == 1, "\(told)")
        #expect(await Self.made(shop) == 1)

        await shop.setFaults(FaultPlan([FaultRule(.errorAfter, times: 1, calls: "refunds.create")]))
        let lost = try await entrepot("order", "refund", name, "--yes")
        #expect(lost.status == 0 && lost.text.contains("answer was lost"), "\(lost.text)")
        #expect(await Self.made(shop) == 2)
        let none = try await entrepot("order", "refund", name, "--yes")
        #expect(none.status == 1 && none.text.contains("way out:"))

        let ended = try await entrepot("order", "cancel", "Kiel/\(other.orderID)", "--reason", "customer", "--yes")
        #expect(ended.status == 0 && ended.text.contains("The order is cancelled."), "\(ended.text)")
        let state = try await entrepot("order", "show", "Kiel/\(other.orderID)")
        #expect(state.text.contains("cancelled"))
        #expect(await shop.report().items["A"]?.stock == 7)
        let log = try await entrepot("audit", "list")
        #expect(log.text.contains("asked a shop to cancel an order"), "\(log.text)")
        #expect(log.text.contains("asked a shop to give money back"))
    }

    /// Refunds that the shop was asked to make.
    private static func made(_ shop: WooShop) async -> Int { await shop.book.calls["refunds.create"]?.total ?? 0 }
}
