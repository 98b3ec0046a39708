extension TwinSeed {
    struct Thing {
        var name: String
        var code: String
        /// Whole currency units.
        var price: ClosedRange<Int>
        var sizes: [Choice] = []
    }

    struct Choice {
        var name: String
        var code: String
    }

    static let homeMakes = [
        "Stoneware", "Oak", "Linen", "Recycled Glass", "Enamel", "Walnut", "Speckled Clay", "Brass", "Willow", "Slate",
    ]

    static let homeThings = [
        Thing(name: "Mug", code: "MUG", price: 12...24), Thing(name: "Serving Board", code: "BRD", price: 28...65),
        Thing(name: "Candle Holder", code: "CDL", price: 14...38),
        Thing(name: "Salad Bowl", code: "BWL", price: 32...78),
        Thing(name: "Bread Basket", code: "BSK", price: 22...45), Thing(name: "Water Jug", code: "JUG", price: 26...58),
        Thing(name: "Table Lamp", code: "LMP", price: 65...180), Thing(name: "Wall Hook", code: "HOK", price: 8...18),
        Thing(name: "Plant Pot", code: "POT", price: 16...42), Thing(name: "Fruit Tray", code: "TRY", price: 24...52),
        Thing(name: "Spice Jar", code: "JAR", price: 9...19), Thing(name: "Napkin Ring", code: "RNG", price: 6...14),
    ]

    static let wearMakes = [
        "Merino", "Organic Cotton", "Washed Linen", "Brushed Flannel", "Hemp", "Lambswool", "Waffle Cotton", "Corduroy",
        "Chambray", "Boiled Wool",
    ]

    static let wearThings = [
        Thing(name: "Crew Jumper", code: "JMP", price: 68...140, sizes: Self.bodySizes),
        Thing(name: "Work Shirt", code: "SHT", price: 54...98, sizes: Self.bodySizes),
        Thing(name: "Pocket Tee", code: "TEE", price: 24...42, sizes: Self.bodySizes),
        Thing(name: "Drawstring Trousers", code: "TRS", price: 62...110, sizes: Self.bodySizes),
        Thing(name: "Chore Jacket", code: "JKT", price: 95...190, sizes: Self.bodySizes),
        Thing(name: "Cardigan", code: "CDG", price: 78...150, sizes: Self.bodySizes),
        Thing(name: "Beanie", code: "BNE", price: 18...34, sizes: Self.oneOrTwo),
        Thing(name: "Scarf", code: "SCF", price: 28...60, sizes: Self.oneOrTwo),
        Thing(name: "Apron", code: "APR", price: 32...58, sizes: Self.oneOrTwo),
        Thing(name: "Socks", code: "SCK", price: 10...22, sizes: Self.oneOrTwo),
        Thing(name: "Robe", code: "ROB", price: 75...130, sizes: Self.bodySizes),
        Thing(name: "Pyjama Set", code: "PYJ", price: 60...115, sizes: Self.bodySizes),
    ]

    static let bodySizes = [
        Choice(name: "Small", code: "S"), Choice(name: "Medium", code: "M"), Choice(name: "Large", code: "L"),
        Choice(name: "Extra Large", code: "XL"),
    ]

    static let oneOrTwo = [Choice(name: "Regular", code: "R"), Choice(name: "Long", code: "LG")]

    static let colours = [
        Choice(name: "Moss", code: "MOS"), Choice(name: "Navy", code: "NVY"), Choice(name: "Oat", code: "OAT"),
        Choice(name: "Rust", code: "RST"), Choice(name: "Charcoal", code: "CHR"), Choice(name: "Sage", code: "SGE"),
        Choice(name: "Clay", code: "CLY"), Choice(name: "Ink", code: "INK"),
    ]

    static func combine(_ makes: [String], _ things: [Thing]) -> [Thing] {
        makes.flatMap { make in
            things.map { thing in
                var made = thing
                made.name = "\(make) \(thing.name)"
                return made
            }
        }
    }
}
