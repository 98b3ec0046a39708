import ArgumentParser
import ConnectorKit
import Operations

struct ListingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listing", abstract: "Make and change a shop's listings: draft, pictures, words, on and off sale.",
        discussion: """
            From a SKU to a listing that is on sale:
              entrepot listing choices Crafts categories --search ring
              entrepot listing create Crafts RING-7 --category 1245 --who-made i_did --when-made made_to_order
              entrepot listing image Crafts 4711 ring.jpg
              entrepot listing publish Crafts 4711 --yes
            Where a shop's listings hold whole products (Shopify), all SKUs of the product are listed together:
              entrepot listing create Mia SHIRT-S
              entrepot listing publish Mia 7001
            At Amazon, whose product types want attributes of their own:
              entrepot listing choices Amy properties --of LUGGAGE
              entrepot listing create Amy BAG-1 --category LUGGAGE --attribute brand=Acme --attribute country_of_origin=DE
            What Amazon's catalogue has is sold without being described:
              entrepot listing search Amy steel bottle
              entrepot listing create Amy BOTTLE-1 --asin B07N4M94X4 --price 19.90 --quantity 5
            """,
        subcommands: [
            Create.self, Publish.self, Deactivate.self, End.self, Image.self, Pictures.self, Edit.self, Choices.self,
            Search.self,
        ])

    /// Which listing of which shop.
    struct ListingFlags: ParsableArguments {
        @Argument(help: "The connection.") var connection: String
        @Argument(help: "The shop's number of the listing, or the id of an offer of it.") var listing: String
    }

    /// Where in a shop it is put on sale.
    struct OutletFlags: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "In this outlet of the shop, by its id (listing choices … publications); may be said several times. Without it: everywhere when it leaves the sale, in the shop's own online store when it is put on sale."
            )) var publication: [String] = []
    }

    /// What a listing says beside its price and stock. Ids are those of `listing choices`.
    struct WordFlags: ParsableArguments {
        @Option(help: "The title.") var title: String?
        @Option(help: "The description.") var description: String?
        @Option(help: "Tags with commas between them; empty for none.") var tags: String?
        @Option(help: "Materials with commas between them; empty for none.") var materials: String?
        @Option(help: "The section of the shop, by its id.") var section: String?
        @Option(help: "The shipping profile, by its id.") var shippingProfile: String?
        @Option(help: "The return policy, by its id.") var returnPolicy: String?
        @Option(help: "One bullet point; again for the next.") var bullet: [String] = []
        @Option(help: "The web address of a picture, the main one first; again for the next. All there are.")
        var image: [String] = []
        @Option(
            help: ArgumentHelp(
                "A field of the shop's own as NAME=VALUE (listing choices … properties); nothing behind = takes it away."
            )) var attribute: [ListingEdit.Attribute] = []

        var edit: ListingEdit {
            ListingEdit(
                title: self.title, description: self.description, tags: Self.list(self.tags),
                materials: Self.list(self.materials), section: self.section, shippingProfile: self.shippingProfile,
                returnPolicy: self.returnPolicy, bullets: self.bullet.isEmpty ? nil : self.bullet,
                images: self.image.isEmpty ? nil : self.image,
                attributes: self.attribute.isEmpty ? nil : self.attribute)
        }

        private static func list(_ text: String?) -> [String]? {
            text?.split(separator: ",").map(String.init)
        }
    }

    struct Choices: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what a field of a listing may be set to, with its ids.")
        @Argument(help: "The connection.") var connection: String
        @Argument(
            help: "What: \(ListingChoice.Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
        var kind: ListingChoice.Kind
        @Option(help: "Whose name holds these words.") var search = ""
        @Option(name: .customLong("of"), help: "For properties: of this category, by its id.") var parent: String?
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func validate() throws {
            guard self.kind != .properties || self.parent != nil else {
                throw ValidationError("Say of which category: --of ID")
            }
        }

        func run(at desk: Desk, _ out: Output) async throws {
            let rows = try await ListChoices(
                connection: self.connection, kind: self.kind, of: self.parent, search: self.search
            ).run(desk)
            try out.show(rows) { rows in
                var table = Table(
                    [("ID", .right), ("NAME", .left), ("UNDER", .right), ("NEEDED", .left)],
                    empty: self.search.isEmpty ? "The shop has none; make one there." : "None holds these words.")
                for row in rows { table.add([row.id, row.name, row.parent, row.isRequired ? "yes" : nil]) }
                out.table(table)
            }
        }
    }
}

extension ListingEdit.Attribute: ExpressibleByArgument {
    public init?(argument: String) {
        guard let sign = argument.firstIndex(of: "="), sign > argument.startIndex else { return nil }
        self.init(name: String(argument[..<sign]), value: String(argument[argument.index(after: sign)...]))
    }
}
