import Testing

@testable import Commerce

@Suite("Bundles")
struct BundleTests {
    @Test("what a bundle cannot be made of is refused")
    func refused() {
        #expect(throws: BundleError.noParts) { try BundleDefinition(of: "set", parts: [:]) }
        #expect(throws: BundleError.itself("set")) { try BundleDefinition(of: "set", parts: ["set": 1]) }
        #expect(throws: BundleError.units("ring", 0)) { try BundleDefinition(of: "set", parts: ["ring": 0]) }
        #expect(throws: BundleError.nested("box")) {
            try BundleDefinition(of: "set", parts: ["box": 1], isBundle: { $0 == "box" })
        }
    }

    @Test("the scarcest part decides", arguments: [(7, 9, 3), (1, 9, 0), (8, 2, 2), (-4, 9, 0)])
    func units(rings: Int, boxes: Int, bundles: Int) throws {
        let bundle = try BundleDefinition(of: "set", parts: ["ring": 2, "box": 1])
        #expect(bundle.units { $0 == "ring" ? rings : boxes } == bundles)
    }
}
