import Foundation
import Operations
import Records
import Testing
import Twins
import Workbench

@Suite("Strange texts of a shop")
struct StrangeTextTests {
    @Test("a NUL in a title or a SKU keeps no neighbour from being read", arguments: Engine.available)
    func nul(engine: Engine) async throws {
        let goods = [
            TwinProduct(sku: "A", name: "Good A", price: "10.00", stock: 4),
            TwinProduct(sku: "B", name: "Good\u{0} B", price: "10.00", stock: 4),
            TwinProduct(sku: "C\u{0}", name: "💍 خاتم", price: "10.00", stock: 4),
        ]
        try await TradingBench.with(engine, shops: 0, goods: []) { bench in
            try await bench.connect("shop-0", goods)
            try await bench.imported()
            let id = try bench.connection("shop-0")
            let offers = try await bench.desk.read { try OfferRecords.of($0, connection: id) }
            #expect(Set(offers.map(\.title)) == ["Good A", "Good\u{FFFD} B", "💍 خاتم"])
            #expect(Set(offers.compactMap(\.sku)) == ["A", "B", "C\u{FFFD}"])
        }
    }
}
