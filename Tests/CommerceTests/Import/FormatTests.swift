import Testing

@testable import Commerce

@Suite("Shop formats")
struct FormatTests {
    static let shopify =
        "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,"
        + "Variant Inventory Policy,Variant Price,Image Src,Gift Card,Status\n"
    static let woo =
        "ID,Type,SKU,Name,Published,In stock?,Stock,Backorders allowed?,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\n"

    @Test("a proposed SKU never takes one that a later row spells out")
    func proposals() throws {
        let result = try ImportFixture.read(
            Self.shopify + "ring,Ring,Title,Default Title,,shopify,1,deny,5,,false,active\n"
                + "pin,Pin,Title,Default Title,ring,shopify,1,deny,5,,false,active\n")
        #expect(result.products.flatMap(\.variants).map(\.sku.text) == ["ring-2", "ring"])
        #expect(result.summary.proposed.map(\.text) == ["ring-2"])
    }

    @Test("Shopify's counted stock, draft state and overselling are seen")
    func shopifyDetails() throws {
        let result = try ImportFixture.read(
            Self.shopify + "ring,Ring,Size,S,R-S,shopify,4,continue,5,,false,draft\nring,,,M,R-M,shopify,-1,deny,5,,,\n"
        )
        let ring = result.products[0]
        #expect(ring.variants.map(\.quantity) == [.counted(onHand: 4), .counted(onHand: 0, short: 1)])
        #expect(ring.variants.map(\.status) == [.draft, .draft])
        #expect(ring.variants[1].options == [VariantOption(name: "Size", value: "M")])
        #expect(ImportFixture.codes(result, row: 2) == ["stock.oversells"])
    }

    @Test("stock that Shopify does not count counts only where asked")
    func untracked() throws {
        let text = Self.shopify + "ring,Ring,Title,Default Title,R,,7,deny,5,,false,active\n"
        #expect(try ImportFixture.read(text).products[0].variants[0].quantity == .notCounted)
        let options = ImportOptions(currency: .eur, countsUntrackedStock: true)
        #expect(try ImportFixture.read(text, options: options).products[0].variants[0].quantity == .counted(onHand: 7))
    }

    @Test("gift cards, images and rows that add nothing are skipped with their reason")
    func shopifySkips() throws {
        let result = try ImportFixture.read(
            Self.shopify + "card,Gift card,Title,Default Title,G,,,deny,5,,true,active\n"
                + "ring,Ring,Title,Default Title,R,shopify,1,deny,5,a.jpg,false,active\nring,,,,,,,,,b.jpg,,\nring,,,,,,,,,,,\n"
        )
        #expect(
            result.summary.skipped == ["skipped.gift_card": 1, "skipped.image": 1, "skipped.nothing_to_add": 1])
        #expect(result.products.map(\.images) == [["a.jpg", "b.jpg"]])
    }

    @Test("a row without a handle, or of an unknown handle without a title, is refused")
    func shopifyRefusals() throws {
        let result = try ImportFixture.read(
            Self.shopify
                + ",Ring,Title,Default Title,R,shopify,1,deny,5,,false,active\nghost,,,M,X,shopify,1,deny,5,,,\n")
        #expect(ImportFixture.codes(result, row: 2) == ["handle.missing"])
        #expect(ImportFixture.codes(result, row: 3) == ["title.missing"])
    }

    @Test("a variation finds its parent by id, also when the parent comes later")
    func parentByID() throws {
        let result = try ImportFixture.read(
            Self.woo + "8,variation,,Shirt - S,1,1,3,0,9,id:7,Size,S\n7,variable,,Shirt,1,1,,0,,,Size,\"S, M\"\n")
        #expect(result.products.map(\.title) == ["Shirt"])
        #expect(result.products[0].variants.map(\.sku.text) == ["shirt-s"])
        #expect(result.summary.skipped == ["skipped.parent": 1])
    }

    @Test("a variation without its parent is refused")
    func orphan() throws {
        let result = try ImportFixture.read(Self.woo + "8,variation,S-1,Shirt - S,1,1,3,0,9,id:7,Size,S\n")
        #expect(ImportFixture.codes(result, row: 2) == ["parent.missing"])
    }

    @Test("stock at the parent is explained and counts for no variation", arguments: ["", "parent"])
    func parentStock(stock: String) throws {
        let result = try ImportFixture.read(
            Self.woo + "7,variable,P,Shirt,1,1,5,0,,,Size,S\n8,variation,P-S,Shirt - S,1,1,\(stock),0,9,P,Size,S\n")
        #expect(result.products[0].variants.map(\.quantity) == [.notCounted])
        #expect(ImportFixture.codes(result, row: 2) == ["quantity.at_parent"])
        #expect(ImportFixture.codes(result, row: 3) == ["quantity.at_parent"])
    }

    @Test("unknown kinds of products, drafts and backorders are told")
    func wooDetails() throws {
        let result = try ImportFixture.read(
            Self.woo
                + "1,subscription,S,Club,1,1,,0,9,,,\n2,simple,D,Ring,-1,1,2,notify,9,,,\n3,simple,O,Pin,1,0,,0,9,,,\n")
        #expect(result.summary.skipped == ["skipped.other_type": 1])
        #expect(result.products.flatMap(\.variants).map(\.status) == [.draft, .inactive])
        #expect(ImportFixture.codes(result, row: 3) == ["stock.oversells"])
        #expect(ImportFixture.codes(result, row: 4) == ["quantity.out_uncounted"])
    }

    @Test("bundles are read with their parts, also when a part comes later")
    func bundle() throws {
        let result = try ImportFixture.read(
            "sku,title,price,quantity,bundle\nSET,Set,9,,RING:2|BOX:1\nRING,Ring,3,1,\nBOX,Box,1,4,\n")
        let parts = try #require(result.products[0].variants[0].bundle?.parts)
        #expect(try parts == [SKU("RING"): 2, SKU("BOX"): 1])
        #expect(result.summary.issues.isEmpty)
    }

    @Test(
        "parts that make no bundle are refused",
        arguments: [
            ("SET:1", "bundle.itself"), ("RING:0", "bundle.units"), ("OTHER:1", "bundle.nested"),
            ("RING", "bundle.unreadable"), ("RING:1|RING:2", "bundle.repeated"), ("RING:x", "bundle.unreadable"),
        ])
    func badBundle(cell: String, code: String) throws {
        let result = try ImportFixture.read(
            "sku,title,price,quantity,bundle\nSET,Set,9,,\(cell)\nRING,Ring,3,1,\nOTHER,Other,1,,RING:1\n")
        #expect(ImportFixture.codes(result, row: 2) == [code])
    }

    @Test("what is exported is imported unchanged")
    func roundTrip() throws {
        let eur = { (minor: Int64) in Money(minor: minor, currency: .eur) }
        let product = ProductDraft(
            key: "p", title: "=Ring, \"gold\"", body: "<p>a\nb</p>", vendor: "V", category: "C", tags: ["x", "y"],
            images: ["a.jpg"],
            variants: [
                VariantDraft(
                    sku: try SKU("-R|1"), options: [VariantOption(name: "Size", value: "S")],
                    gtin: try GTIN("4006381333931"), price: eur(1250), salePrice: eur(999),
                    quantity: .counted(onHand: 3), buffer: 1, policy: .guaranteed, location: "Shelf", image: "a.jpg",
                    weightGrams: 20),
                VariantDraft(
                    sku: try SKU("SET"), price: eur(5), image: "a.jpg", status: .inactive,
                    bundle: try BundleDefinition(of: SKU("SET"), parts: [SKU("-R|1"): 2])),
                VariantDraft(sku: try SKU("N"), price: eur(5), quantity: .counted(onHand: 0, short: 4), image: "a.jpg"),
            ])
        let result = try ImportFixture.read(CatalogueExport.csv([product]))
        #expect(result.products == [product])
    }

    @Test("refused rows come back as a file that says why and imports once corrected")
    func refusedRows() throws {
        let bytes = Array("sku,title,price\nA,Pin,3\n,\"=Ring\",4\nB,Bar,x\n".utf8)
        let options = ImportOptions(currency: .eur)
        let rows = try ImportFixture.read(bytes).tellingRows
        let refused = try RefusedRows.csv(of: bytes, rows: rows, options: options)
        let text = String(decoding: refused, as: UTF8.self)
        #expect(text.contains("There is no SKU."))
        let corrected = text.replacing("\r\n,'=Ring", with: "\r\nC,'=Ring").replacing("B,Bar,x", with: "B,Bar,5")
        let again = try ImportFixture.read(corrected)
        #expect(again.summary.variants == 2)
        #expect(again.products.map(\.title) == ["=Ring", "Bar"])
    }

    @Test("a hundred thousand rows are pulled one at a time")
    func large() throws {
        var bytes = Array("sku,title,price,quantity\n".utf8)
        for row in 0..<100_000 { bytes += Array("S-\(row),Thing,9.99,5\n".utf8) }
        var file = try CatalogueImport(bytes: bytes, options: ImportOptions(currency: .eur))
        while file.next() != nil {}
        #expect(file.summary.variants == 100_000)
    }
}
