import Foundation
import Testing
import Twins
import Workbench

/// Holds the eBay twin against the vendor's published contracts.
@Suite("eBay's published contracts")
struct EbayDescriptionTests {
    /// Contracts that are stored as JSON; those in YAML are held against by the judge in Python.
    static let operations = EbayOperation.all.filter {
        $0.contract.hasSuffix(".json") && !$0.contract.hasPrefix("post_order")
    }

    @Test(
        "each operation of the twin stands there, under its method, path and scopes",
        .enabled(if: EbayContract.isThere || DescriptionTests.mustRun, "no descriptions here"), arguments: operations)
    func published(operation: EbayOperation) throws {
        let path = String(operation.path.dropFirst(operation.base.count))
        let described = try EbayContract(operation.contract).operation(operation.method, path)
        #expect(described["operationId"].string == operation.id)
        let scopes = described["security"].list.flatMap { $0["api_auth"].list.compactMap(\.string) }
        #expect(Set(scopes) == Set(operation.scopes.map { "https://api.ebay.com/oauth/" + $0 }))
    }

    @Test(
        "each answer has a described status and is of its schema",
        .enabled(if: EbayContract.isThere || DescriptionTests.mustRun, "no descriptions here"))
    func answers() async throws {
        let desk = try await EbayDesk()
        var driven: Set<String> = []
        for call in try await EbayCalls.all(desk) {
            let operation = try #require(EbayOperation.all.first { $0.id == call.id })
            let contract = try EbayContract(operation.contract)
            let described = contract.operation(operation.method, String(operation.path.dropFirst(operation.base.count)))
            let reply = await desk.send(
                operation.method, operation.base + call.target, call.body, token: call.token)
            await desk.pass(1)
            driven.insert(call.id)
            let faults = contract.faults(of: reply, to: described, at: call.id)
            #expect(faults == [], "\(call.id) answered \(reply.status): \(reply.text)")
            #expect(reply.status == call.status, "\(call.id): \(reply.text)")
            ConformanceLog.note(.answer(channel: "ebay", operation: call.id, faults: faults?.count ?? 1))
        }
        #expect(driven == Set(Self.operations.map(\.id)))
    }

    @Test(
        "refusals are described too, in the errors' one shape",
        .enabled(if: EbayContract.isThere || DescriptionTests.mustRun, "no descriptions here"),
        arguments: [
            ("GET", "/sell/inventory/v1/inventory_item/NONE", 404), ("GET", "/sell/inventory/v1/offer/1", 404),
            ("GET", "/sell/inventory/v1/offer", 400), ("POST", "/sell/inventory/v1/offer/1/publish", 404),
            ("GET", "/sell/inventory/v1/inventory_item?limit=0", 400),
            ("GET", "/sell/fulfillment/v1/order/11-00001-99999", 404),
            ("GET", "/sell/fulfillment/v1/order?limit=0", 400), ("GET", "/nowhere", 404),
        ])
    func refusals(_ method: String, _ target: String, _ status: Int) async throws {
        let reply = try await EbayDesk().send(method, target)
        #expect(reply.status == status)
        #expect(try EbayContract("sell_inventory_v1_oas3.json").faults(ofErrors: reply) == [])
    }
}
