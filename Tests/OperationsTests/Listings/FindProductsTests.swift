import ConnectorKit
import Testing

@testable import Operations

@Suite("Looking for products")
struct FindProductsTests {
    @Test(
        "what finds nothing anywhere is not asked for",
        arguments: [
            ProductWish.words([" "]), .words(Array(repeating: "x", count: 21)),
            .words([String(repeating: "x", count: 101)]), .numbers(.ean, ["4006381333930"]), .numbers(.gtin, []),
            .numbers(.isbn, ["unknown"]), .numbers(.product, Array(repeating: "B0TWIN0001", count: 21)),
        ])
    func senseless(wish: ProductWish) {
        #expect(throws: OperationError.self) { try wish.checked() }
    }

    @Test("words are parted by spaces, and numbers lose theirs and their dashes")
    func bare() throws {
        #expect(try ProductWish.words(["steel  bottle", "750"]).checked() == .words(["steel", "bottle", "750"]))
        #expect(
            try ProductWish.numbers(.ean, ["4 006381-333931"]).checked() == .numbers(.ean, ["4006381333931"]))
        #expect(try ProductWish.numbers(.isbn, ["0-306-40615-2"]).checked() == .numbers(.isbn, ["0306406152"]))
    }
}
