import Foundation
import Testing
import Twins

@Suite("A twin's faults")
struct FaultTests {
    @Test(
        "a call that fails before its effect leaves everything as it was",
        arguments: [
            (FaultKind.throttle, 429), (.unavailable, 503), (.errorBefore, 500), (.htmlPage, 200),
            (.errorInside200, 200),
            (.silentRejection, 200), (.keyRefused, 401),
        ])
    func before(kind: FaultKind, status: Int) async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            let path = "products/\(await client.id("MUG"))"
            await client.shop.setFaults(FaultPlan([FaultRule(kind, times: 1, seconds: 1)]))
            let answer = try await client.put(path, #"{"stock_quantity":2}"#)
            #expect(answer.status == status)
            #expect(await client.shop.report().items["MUG"]?.stock == 5)
            #expect(await client.shop.struck == [kind: 1])
        }
    }

    @Test(
        "a call that fails after its effect has had it",
        arguments: [
            FaultKind.errorAfter, .phpNotice, .emptyBody, .notUTF8, .hugeBody, .slowAnswer, .truncatedBody,
            .timeoutAfter,
        ])
    func after(kind: FaultKind) async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            let path = "products/\(await client.id("MUG"))"
            await client.shop.setFaults(FaultPlan([FaultRule(kind, times: 1, seconds: 0.5)]))
            let answer = try? await client.put(path, #"{"stock_quantity":2}"#)
            #expect(await client.shop.report().items["MUG"]?.stock == 2)
            switch kind {
            case .errorAfter: #expect(answer?.status == 500)
            case .phpNotice: #expect(answer?.isJSON == false && answer?.text.hasPrefix("<br />") == true)
            case .emptyBody: #expect(answer?.body.isEmpty == true)
            case .notUTF8: #expect(answer.map { String(data: $0.body, encoding: .utf8) } == .some(nil))
            case .hugeBody: #expect(answer?.body.count ?? 0 > 500_000)
            case .slowAnswer: #expect(answer?.status == 200)
            default: #expect(answer == nil, "the connection dropped")
            }
        }
    }

    @Test("throttling says how long to wait, and only the HTML page is HTML")
    func throttle() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop(faults: FaultPlan([FaultRule(.throttle, every: 2, seconds: 3)]))
            #expect(try await client.get("products").status == 200)
            let answer = try await client.get("products")
            #expect(answer.status == 429 && answer.header("Retry-After") == "3")
            #expect(await client.shop.book.throttledCount == 1)
        }
    }

    @Test("a call that times out before its effect has none")
    func timeoutBefore() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            let path = "products/\(await client.id("MUG"))"
            await client.shop.setFaults(FaultPlan([FaultRule(.timeoutBefore, times: 1, seconds: 0.3)]))
            await #expect(throws: (any Error).self) { try await client.put(path, #"{"stock_quantity":2}"#) }
            #expect(await client.shop.report().items["MUG"]?.stock == 5)
            #expect(await client.shop.book.calls["products.update"]?.byStatus == ["0": 1])
        }
    }

    @Test("a late write is applied after a newer one")
    func lateWrite() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            let path = "products/\(await client.id("MUG"))"
            await client.shop.setFaults(FaultPlan([FaultRule(.lateWrite, times: 1, seconds: 25)], seed: 3))
            let answer = try? await client.put(path, #"{"stock_quantity":2}"#)
            #expect(answer == nil || answer?.status == 500)
            #expect(try await client.put(path, #"{"stock_quantity":9}"#).object["stock_quantity"].int == 9)
            #expect(await eventually { await client.shop.report().items["MUG"]?.stock == 2 })
            #expect(await client.shop.book.entries.map(\.after) == [9, 2])
        }
    }

    @Test("a stale read shows what was a moment ago")
    func stale() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            let path = "products/\(await client.id("MUG"))"
            await client.shop.setFaults(FaultPlan([FaultRule(.staleRead, seconds: 14)]))
            await client.shop.setStock("MUG", to: 1)
            let seen = try await client.get(path).object["stock_quantity"].int
            #expect(seen == 5 || seen == 1)
            #expect(try await eventually { try await client.get(path).object["stock_quantity"].int == 5 })
            #expect(try await eventually { try await client.get(path).object["stock_quantity"].int == 1 })
        }
    }

    @Test("some rows of a batch fail, each with its own error, the others are done")
    func partialBatch() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            await client.shop.fill(TwinSeed.catalogue(named: "batch", simple: 30, variable: 0))
            let items = await client.shop.report().items.filter { $0.key.hasPrefix("HW-") }
            await client.shop.setFaults(FaultPlan([FaultRule(.partialBatch, times: 1)]))
            let rows = items.values.map { "{\"id\":\($0.id),\"stock_quantity\":777}" }.joined(separator: ",")
            let answer = try await client.post("products/batch", "{\"update\":[\(rows)]}").object["update"].list
            let failed = Set(answer.filter { !$0["error"].isNull }.compactMap(\.["id"].int))
            #expect((3...20).contains(failed.count))
            let left = await client.shop.report().items.values.filter { failed.contains($0.id) && $0.stock == 777 }
            #expect(left.isEmpty)
            #expect(await client.shop.report().items.values.filter { $0.stock == 777 }.count == 30 - failed.count)
        }
    }

    @Test("a late order shows up after its sale, dated at the sale")
    func orderLate() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop(faults: FaultPlan([FaultRule(.orderLate, times: 1, seconds: 25)]))
            let sale = try #require(await client.shop.buy("MUG"))
            #expect(try await client.get("orders").object.list.isEmpty)
            #expect(try await client.get("orders/\(sale.orderID)").status == 404)
            #expect(try await client.stock("MUG") == 4)
            #expect(try await eventually { try await client.get("orders").object.list.count == 1 })
            let text = try #require(try await client.get("orders").object[0]["date_modified_gmt"].string)
            #expect(try Date(text + "Z", strategy: .iso8601) <= sale.at)
        }
    }

    @Test("an unpaid order ends by itself: paid or cancelled")
    func unpaid() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop(faults: FaultPlan([FaultRule(.unpaidHold, seconds: 0.4)]))
            #expect(await client.shop.buy("MUG")?.isPaid == false)
            #expect(await eventually { await client.shop.report().orders[0].status != "pending" })
            #expect(await client.shop.report().items["MUG"]?.held == 0)
        }
    }

    @Test("a shop that cancels by itself gives the units back")
    func selfCancel() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop(faults: FaultPlan([FaultRule(.selfCancel, times: 1, seconds: 10)]))
            await client.shop.buy("MUG", units: 2)
            #expect(await client.shop.report().items["MUG"]?.stock == 3)
            #expect(await eventually { await client.shop.report().items["MUG"]?.stock == 5 })
        }
    }

    @Test("a second program that lowers never raises")
    func secondProgram() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            await client.shop.setFaults(
                FaultPlan([FaultRule(.secondProgramStock, times: 3), FaultRule(.secondProgramPrice, times: 2)]))
            #expect(await eventually { await client.shop.book.entries.count == 5 })
            let writes = await client.shop.book.entries.filter { $0.kind == .stockSet }
            #expect(writes.allSatisfy { $0.by == .secondProgram && $0.after ?? 0 <= $0.before ?? 0 })
        }
    }

    @Test("a shop that oversells by itself says so in its book")
    func selfOversell() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop(faults: FaultPlan([FaultRule(.selfOversell, times: 1)]))
            #expect(await client.shop.buy("MUG", units: 6) != nil)
            #expect(await client.shop.book.entries.last?.after == -1)
        }
    }

    @Test("the same seed strikes the same calls")
    func seeded() async throws {
        try await OpenTwins.run { (twins) async throws in
            var runs: [[Int]] = []
            for name in ["one", "two"] {
                let client = await twins.shop(
                    name, faults: FaultPlan([FaultRule(.errorBefore, probability: 0.4)], seed: 9))
                var codes: [Int] = []
                for _ in 0..<20 { codes.append(try await client.get("products").status) }
                runs.append(codes)
            }
            #expect(runs[0] == runs[1] && Set(runs[0]) == [200, 500])
        }
    }

    @Test("everything at once has every kind but the shop's own overselling")
    func everything() {
        let kinds = Set(FaultPlan.everything(seed: 1).rules.map(\.kind))
        #expect(kinds == Set(FaultKind.allCases).subtracting([.selfOversell]))
        #expect(FaultPlan.everything(seed: 1) == FaultPlan.everything(seed: 1))
        #expect(FaultPlan.everything(seed: 1, selfOversell: true).rules.contains { $0.kind == .selfOversell })
    }
}
