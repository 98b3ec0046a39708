import Testing
import Twins

@Suite("Made-up catalogues")
struct CatalogueTests {
    @Test("the same name gives the same goods")
    func same() {
        #expect(TwinSeed.catalogue(named: "demo") == TwinSeed.catalogue(named: "demo"))
        #expect(TwinSeed.catalogue(named: "demo") != TwinSeed.catalogue(named: "other"))
    }

    @Test("there are 300 variants with 300 SKUs and 300 valid GTINs")
    func size() {
        let goods = TwinSeed.catalogue(named: "demo")
        #expect(Set(goods.map(\.sku)).count == 300)
        #expect(Set(goods.compactMap(\.gtin)).count == 300)
        #expect(goods.compactMap(\.gtin).allSatisfy(Self.isGTIN13))
    }

    @Test("about three in ten are nearly sold out")
    func scarce() {
        let scarce = TwinSeed.catalogue(named: "demo").filter { $0.stock ?? 0 <= 3 }.count
        #expect((60...120).contains(scarce))
    }

    @Test("each shop has the same goods under ids of its own")
    func shops() async throws {
        try await OpenTwins.run { (twins) async throws in
            let one = await twins.market.open("one", seed: "demo").report().items
            let two = await twins.market.open("two", seed: "demo").report().items
            #expect(one.mapValues(\.stock) == two.mapValues(\.stock))
            #expect(one.count == 300 && Set(one.values.map(\.id)) != Set(two.values.map(\.id)))
        }
    }

    private static func isGTIN13(_ text: String) -> Bool {
        let digits = text.compactMap(\.wholeNumberValue)
        return digits.count == 13
            && digits.enumerated().reduce(0) { $0 + $1.element * ($1.offset.isMultiple(of: 2) ? 1 : 3) }.isMultiple(
                of: 10)
    }
}
