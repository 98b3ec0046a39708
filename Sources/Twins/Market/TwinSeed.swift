/// Catalogues made up from a name: the same name gives the same goods on every machine.
///
/// The goods are those of a small maker of homeware and clothes. 30 % of the SKUs have one to three units (the
/// ones that get sold twice), the others 4 to 60.
public enum TwinSeed {
    /// A catalogue of `simple` single products and `variable` products of four variations each.
    ///
    /// - Parameters:
    ///   - name: The seed.
    ///   - simple: At most 120.
    ///   - variable: At most 120.
    public static func catalogue(named name: String, simple: Int = 60, variable: Int = 60) -> [TwinProduct] {
        precondition((0...120).contains(simple) && (0...120).contains(variable), "the name list is finite")
        var dice = Dice(named: name)
        var makers = GTINMaker(dice: &dice)
        var goods: [TwinProduct] = []
        let home = Self.combine(Self.homeMakes, Self.homeThings).shuffled(using: &dice)
        for (index, thing) in home.prefix(simple).enumerated() {
            goods.append(
                TwinProduct(
                    sku: "HW-\(thing.code)-\(Self.padded(index + 1, 3))", name: thing.name, gtin: makers.next(),
                    price: Self.price(in: thing.price, &dice), stock: Self.stock(&dice), category: "Home"))
        }
        let wear = Self.combine(Self.wearMakes, Self.wearThings).shuffled(using: &dice)
        for (index, thing) in wear.prefix(variable).enumerated() {
            let parent = "AP-\(thing.code)-\(Self.padded(index + 1, 3))"
            let price = Self.price(in: thing.price, &dice)
            let colours = Self.colours.shuffled(using: &dice).prefix(2)
            let sizes = thing.sizes.shuffled(using: &dice).prefix(2)
            for colour in colours {
                for size in sizes {
                    goods.append(
                        TwinProduct(
                            sku: "\(parent)-\(colour.code)-\(size.code)",
                            name: "\(thing.name) - \(colour.name), \(size.name)", gtin: makers.next(), price: price,
                            stock: Self.stock(&dice), parent: parent, parentName: thing.name,
                            options: [TwinOption("Colour", colour.name), TwinOption("Size", size.name)],
                            category: "Clothing"))
                }
            }
        }
        return goods
    }

    private static func stock(_ dice: inout Dice) -> Int {
        dice.chance(0.3) ? dice.whole(1...3) : dice.whole(4...60)
    }

    /// A price that ends as shops end theirs.
    private static func price(in range: ClosedRange<Int>, _ dice: inout Dice) -> String {
        "\(dice.whole(range)).\(dice.pick(["00", "50", "90", "95"]))"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}

/// Gives valid GTIN-13 numbers, one after the other, under one made-up company prefix.
///
/// The check digit makes the sum of digits, weighted 1 and 3 in turn, a multiple of ten (GS1 General Specifications).
struct GTINMaker {
    private var item: Int
    private let prefix: String

    init(dice: inout Dice) {
        self.prefix = "40" + String(dice.whole(10_000...99_999))
        self.item = dice.whole(100...40_000)
    }

    mutating func next() -> String {
        self.item += 1
        let text = String(self.item)
        let body = self.prefix + String(repeating: "0", count: 5 - text.count) + text
        return body + String(Self.checkDigit(of: body))
    }

    static func checkDigit(of body: String) -> Int {
        let digits = body.utf8.map { Int($0) - 48 }
        let sum = digits.reversed().enumerated().reduce(0) { $0 + $1.element * ($1.offset.isMultiple(of: 2) ? 3 : 1) }
        return (10 - sum % 10) % 10
    }
}
