import Foundation
import Testing

@testable import Commerce

@Suite("Ids")
struct IdentifierTests {
    @Test("a UUIDv7 carries its millisecond, version and variant")
    func layout() {
        let id = OrderID(at: Date(timeIntervalSince1970: 1_645_557_742), random: [UInt8](repeating: 0xFF, count: 10))
        #expect(id.description == "017f22e2-79b0-7fff-bfff-ffffffffffff")
    }

    @Test("the same instant and bytes give the same id, another instant a later one")
    func pure() {
        let bytes = [UInt8](1...10)
        let early = VariantID(at: Date(timeIntervalSince1970: 1), random: bytes)
        #expect(early == VariantID(at: Date(timeIntervalSince1970: 1), random: bytes))
        #expect(early < VariantID(at: Date(timeIntervalSince1970: 1.002), random: bytes))
    }

    @Test("an id survives being written down")
    func text() throws {
        let id = TenantID(at: Date(timeIntervalSince1970: 5), random: [UInt8](1...10))
        #expect(TenantID(id.description) == id)
        #expect(TenantID("no id") == nil)
    }
}
