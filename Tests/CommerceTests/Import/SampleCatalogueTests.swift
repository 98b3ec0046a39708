import Testing

@testable import Commerce

@Suite(
    "Real catalogues", .enabled(if: Samples.areExpected, "no sample catalogues; set ENTREPOT_SAMPLES to their folder"))
struct SampleCatalogueTests {
    struct Expectation: Sendable, CustomTestStringConvertible {
        var name: String
        var products: Int
        var variants: Int
        var skipped: [String: Int] = [:]
        var issues: [String: Int]
        var testDescription: String { self.name }
    }

    @Test(
        "every row becomes a variant or says why not",
        arguments: [
            Expectation(
                name: "shopify-apparel.csv", products: 20, variants: 22,
                issues: ["sku.proposed": 22, "quantity.untracked": 22]),
            Expectation(
                name: "shopify-home-and-garden.csv", products: 20, variants: 21,
                issues: ["sku.proposed": 21, "quantity.untracked": 20]),
            Expectation(
                name: "shopify-jewelery.csv", products: 20, variants: 23, skipped: ["skipped.image": 18],
                issues: ["sku.proposed": 23, "quantity.untracked": 23]),
            Expectation(
                name: "woocommerce-fashion-9.csv", products: 7, variants: 7,
                skipped: ["skipped.parent_without_variations": 2],
                issues: [
                    "quantity.not_counted": 4, "quantity.but_out_of_stock": 1, "price.missing": 1,
                    "quantity.at_parent": 1,
                ]),
            Expectation(
                name: "woocommerce-sample-products.csv", products: 16, variants: 21,
                skipped: ["skipped.parent": 2, "skipped.grouped": 1, "skipped.external": 1],
                issues: ["quantity.not_counted": 19, "option.any": 3, "goods.none": 2]),
        ])
    func explained(expected: Expectation) throws {
        var file = try CatalogueImport(bytes: Samples.bytes(expected.name), options: ImportOptions(currency: .usd))
        let result = file.collect()
        #expect(result.summary.refused == 0)
        #expect(result.summary.rows == file.rowCount)
        #expect(result.summary.products == expected.products)
        #expect(result.products.count == expected.products)
        #expect(result.summary.variants == expected.variants)
        #expect(result.summary.skipped == expected.skipped)
        #expect(result.summary.issues == expected.issues)
    }

    @Test("a Shopify product without SKUs gets codes from its handle and options")
    func proposed() throws {
        var file = try CatalogueImport(
            bytes: Samples.bytes("shopify-apparel.csv"), options: ImportOptions(currency: .usd))
        let proposed = file.collect().summary.proposed.map(\.text)
        #expect(
            proposed.prefix(4) == [
                "ocean-blue-shirt", "classic-varsity-top-small", "classic-varsity-top-medium",
                "classic-varsity-top-large",
            ])
    }

    @Test("a struck-through price becomes the regular one")
    func compareAt() throws {
        var file = try CatalogueImport(
            bytes: Samples.bytes("shopify-jewelery.csv"), options: ImportOptions(currency: .usd))
        let bracelet = try #require(file.collect().products.first { $0.key == "leather-anchor" })
        #expect(bracelet.variants.map { $0.price?.channelText } == ["85.00", "85.00"])
        #expect(bracelet.variants.map { $0.salePrice?.channelText } == ["69.99", "55.00"])
        #expect(bracelet.images.count == 2)
    }

    @Test("WooCommerce's variations find their parent and its title")
    func variations() throws {
        var file = try CatalogueImport(
            bytes: Samples.bytes("woocommerce-sample-products.csv"), options: ImportOptions(currency: .usd))
        let hoodie = try #require(file.collect().products.first { $0.key == "woo-hoodie" })
        #expect(hoodie.title == "Hoodie")
        #expect(
            hoodie.variants.map(\.sku.text) == [
                "woo-hoodie-red", "woo-hoodie-green", "woo-hoodie-blue", "woo-hoodie-blue-logo",
            ])
        #expect(hoodie.variants[0].options.map(\.value) == ["Red", "No"])
        #expect(hoodie.variants[0].salePrice?.channelText == "42.00")
    }

    @Test("WooCommerce's weights in pounds become grams")
    func weight() throws {
        var file = try CatalogueImport(
            bytes: Samples.bytes("woocommerce-sample-products.csv"), options: ImportOptions(currency: .usd))
        let beanie = try #require(file.collect().products.first { $0.key == "woo-beanie" })
        #expect(beanie.variants[0].weightGrams == 91)
    }

    @Test("a tax table is no catalogue, and the error says what would be one")
    func taxRates() throws {
        let bytes = try Samples.bytes("woocommerce-tax-rates.csv")
        let error = #expect(throws: ImportError.self) {
            try CatalogueImport(bytes: bytes, options: ImportOptions(currency: .usd))
        }
        #expect(error?.code == "file.unknown_columns")
    }
}
