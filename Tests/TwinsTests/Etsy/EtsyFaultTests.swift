import Foundation
import Testing
import Twins

@Suite("An Etsy twin's faults")
struct EtsyFaultTests {
    @Test(
        "a call that fails before its effect leaves everything as it was",
        arguments: [FaultKind.throttle, .unavailable, .errorBefore, .timeoutBefore, .htmlPage, .errorInside200])
    func before(kind: FaultKind) async throws {
        let desk = try await EtsyDesk(faults: FaultPlan([FaultRule(kind, calls: "inventory.update")]))
        let reply = try await desk.setQuantity("MUG", to: 9)
        #expect(reply.json["products"].isNull || reply.status != 200)
        #expect(await desk.stock("MUG") == 5)
        #expect(await desk.shop.struck[kind] == 1)
    }

    @Test("a write whose answer is lost has happened", arguments: [FaultKind.errorAfter, .timeoutAfter, .emptyBody])
    func after(kind: FaultKind) async throws {
        let desk = try await EtsyDesk(faults: FaultPlan([FaultRule(kind, calls: "inventory.update")]))
        _ = try await desk.setQuantity("MUG", to: 9)
        #expect(await desk.stock("MUG") == 9)
    }

    @Test("a write that was said to have failed is done later, over a newer one")
    func late() async throws {
        let desk = try await EtsyDesk(
            faults: FaultPlan([FaultRule(.lateWrite, times: 1, seconds: 4, calls: "inventory.update")]))
        _ = try await desk.setQuantity("MUG", to: 9)
        #expect(await desk.stock("MUG") == 5)
        #expect(try await desk.setQuantity("MUG", to: 2).status == 200)
        desk.pass(5)
        await desk.market.tick()
        #expect(await desk.stock("MUG") == 9)
    }

    @Test("a read may show what was, a silent rejection what is")
    func staleAndSilent() async throws {
        let desk = try await EtsyDesk(
            faults: FaultPlan([
                FaultRule(.silentRejection, times: 1, calls: "inventory.update"),
                FaultRule(.staleRead, seconds: 10, calls: "listings.get"),
            ]))
        let reply = try await desk.setQuantity("MUG", to: 9)
        #expect(reply.status == 200)
        #expect(reply.json["products"][0]["offerings"][0]["quantity"].int == 5)
        desk.pass(0.001)
        #expect(try await desk.setQuantity("MUG", to: 8).status == 200)
        let listing = await desk.listing("MUG")
        #expect(await desk.get("listings/\(listing)").json["quantity"].int == 5)
        #expect(
            await desk.get("listings/\(listing)/inventory").json["products"][0]["offerings"][0]["quantity"].int == 8)
    }

    @Test("a token may be refused for a while although nothing is wrong with it")
    func tokenRefused() async throws {
        let desk = try await EtsyDesk(faults: FaultPlan([FaultRule(.keyRefused, times: 1, seconds: 2)]))
        #expect(await desk.get("users/me").status == 401)
        desk.pass(3)
        #expect(await desk.get("users/me").status == 200)
    }

    @Test("an order may show up late, dated at the sale")
    func orderLate() async throws {
        let desk = try await EtsyDesk(faults: FaultPlan([FaultRule(.orderLate, seconds: 4)]))
        let sale = try #require(await desk.shop.buy("MUG"))
        let path = "shops/\(desk.shop.shopID)/receipts"
        #expect(await desk.get(path).json["count"].int == 0)
        #expect(await desk.get("\(path)/\(sale.orderID)").status == 404)
        desk.pass(5)
        let created = await desk.get(path).json["results"][0]["created_timestamp"].int ?? 0
        #expect(created == Int(sale.at.timeIntervalSince1970))
    }

    @Test("another program, held payments, own cancellations and a wrong clock happen by themselves")
    func byItself() async throws {
        let desk = try await EtsyDesk(
            faults: FaultPlan([
                FaultRule(.secondProgramStock, times: 1), FaultRule(.secondProgramPrice, times: 1),
                FaultRule(.clockSkew, times: 1, seconds: 60), FaultRule(.unpaidHold, times: 1, seconds: 2),
                FaultRule(.selfCancel, times: 1, seconds: 2),
            ]))
        desk.pass(1)
        await desk.market.tick()
        #expect(await desk.shop.clock.skew == 60)
        let book = await desk.shop.book.entries.filter { $0.by == .secondProgram }
        #expect(book.contains { $0.kind == .stockSet } && book.contains { $0.kind == .priceSet })
        let sku = await desk.shop.sellableSKUs().first { $0 != "MUG" } ?? ""
        let sale = try #require(await desk.shop.buy(sku))
        #expect(sale.isPaid == false)
        desk.pass(3)
        await desk.market.tick()
        let order = await desk.shop.report().orders.first { $0.id == sale.orderID }
        #expect(order?.status == "Canceled")
    }

    @Test("the token endpoint is disturbed only where a new token cannot get lost, unless a rule names it")
    func tokenEndpoint() async throws {
        let desk = try await EtsyDesk(faults: FaultPlan([FaultRule(.errorAfter)]))
        let keystring = await desk.market.etsy.keystring
        let form = "grant_type=refresh_token&client_id=\(keystring)&refresh_token="
        let fresh = await desk.token(form + desk.tokens.refresh)
        #expect(fresh.status == 200)
        await desk.shop.setFaults(FaultPlan([FaultRule(.errorAfter, times: 1, calls: "oauth")]))
        let next = fresh.json["refresh_token"].string ?? ""
        #expect(await desk.token(form + next).status == 500)
        #expect(await desk.token(form + next).error == "invalid_grant")
    }

    @Test("lives the same day twice with every fault and a crowd over both channels", arguments: [2, 9] as [UInt64])
    func sameDay(seed: UInt64) async throws {
        #expect(try await Self.day(seed) == Self.day(seed))
    }

    private static func day(_ seed: UInt64) async throws -> [String] {
        let desk = try await EtsyDesk(goods: TwinSeed.catalogue(named: "demo"), faults: .everything(seed: seed))
        await desk.market.open("wool", seed: "demo", faults: .everything(seed: seed &+ 1))
        await desk.market.etsy.addEndpoint("http://hub.invalid/etsy")
        await desk.market.startCrowd(CrowdPlan(rate: 20, seed: seed))
        let skus = TwinSeed.catalogue(named: "demo").map(\.sku)
        var lines: [String] = []
        for step in 0..<100 {
            desk.pass(0.25)
            await desk.market.tick()
            for hook in await desk.market.takeDeliveries() {
                lines.append(String(decoding: hook.body, as: UTF8.self))
                await desk.market.delivered(hook, status: 200)
            }
            let reply =
                step.isMultiple(of: 4)
                ? try? await desk.setQuantity(skus[step], to: step)
                : await desk.get("shops/\(desk.shop.shopID)/receipts?limit=100")
            lines.append("\(reply?.status ?? 0) \(reply?.twin.delay ?? 0) \(reply?.text ?? "")")
        }
        for report in await desk.market.reports() { lines.append("\(report.name) \(report.orders)") }
        return lines
    }
}
