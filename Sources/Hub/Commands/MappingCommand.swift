import ArgumentParser
import Operations
import Records

struct MappingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mapping", abstract: "Which listing is which SKU, and why.",
        subcommands: [List.self, Link.self, Unlink.self, Ignore.self, Create.self])

    /// Which offer of which shop.
    struct OfferFlags: ParsableArguments {
        @Argument(help: "The connection.") var connection: String
        @Argument(help: "The shop's number of it, 12 or 12/34, or the offer's id.") var offer: String
    }

    struct List: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "List offers and what they are linked to.")
        @Option(help: "Of this connection only.") var connection: String?
        @Option(help: "Of this state only; may be repeated.") var mapping: [OfferRecord.Mapping] = []
        @Option(help: "Whose SKU or title holds this.") var search = ""
        @OptionGroup var page: PageFlags
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let rows = try await ListMapping(
                connection: self.connection, mapping: self.mapping.isEmpty ? nil : self.mapping, search: self.search,
                after: self.page.after, limit: self.page.limit
            ).run(desk)
            try out.show(rows) { page in
                var table = Table(
                    [
                        ("CONNECTION", .left), ("OFFER", .left), ("SHOP'S SKU", .left), ("STATE", .left), ("SKU", .left),
                        ("SHOWS", .right), ("PRICE", .right), ("TITLE", .left), ("WHY", .left),
                    ], empty: "No offer matches.")
                for one in page.rows {
                    table.add([
                        one.connectionName, one.ref, one.sku,
                        "\(one.mapping)", one.variantSKU ?? one.candidates.map(\.sku).joined(separator: " or "),
                        Words.number(one.quantity), one.price?.text, one.title, one.reason,
                    ])
                }
                out.table(table)
                out.next(page.next)
            }
        }
    }

    struct Link: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Link an offer to a SKU.")
        @OptionGroup var which: OfferFlags
        @Argument(help: "The SKU.") var sku: String
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let row = try await LinkOffer(connection: self.which.connection, offer: self.which.offer, sku: self.sku)
                .run(desk)
            out.line("“\(row.title)” of \(row.connectionName) is \(row.variantSKU ?? self.sku).")
        }
    }

    struct Unlink: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Take a link away; open orders give their units back.")
        @OptionGroup var which: OfferFlags
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let result = try await UnlinkOffer(connection: self.which.connection, offer: self.which.offer).run(desk)
            out.line(result.sentence)
        }
    }

    struct Ignore: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Leave an offer alone for good.")
        @OptionGroup var which: OfferFlags
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let row = try await IgnoreOffer(connection: self.which.connection, offer: self.which.offer).run(desk)
            out.line("“\(row.title)” of \(row.connectionName) is ignored.")
        }
    }

    struct Create: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Make a SKU from an offer, and link it.")
        @OptionGroup var which: OfferFlags
        @Option(help: "The new SKU; the shop's when left out.") var sku: String?
        @Flag(help: "Take the shop's count over as ours.") var adoptStock = false
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let row = try await CreateVariantFromListing(
                connection: self.which.connection, offer: self.which.offer, sku: self.sku, adoptsStock: self.adoptStock
            ).run(desk)
            out.line("“\(row.title)” of \(row.connectionName) is the new SKU \(row.variantSKU ?? "").")
        }
    }
}
