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
                        ("CONNECTION", .left), ("OFFER", .left), ("SHOP'S SKU", .left), ("STATE", .left),
                        ("SKU", .left),
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
        static let configuration = CommandConfiguration(
            abstract: "Take a link away; open orders give their units back.")
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
        static let configuration = CommandConfiguration(abstract: "Make a SKU from an offer, or from all, and link it.")
        @Argument(help: "The connection.") var connection: String
        @Argument(help: "The shop's number of it, 12 or 12/34, or the offer's id.") var offer: String?
        @Flag(help: "From every offer of this shop that matches no SKU.") var all = false
        @Option(help: "The new SKU; the shop's when left out.") var sku: String?
        @Flag(help: "Take the shop's count over as ours.") var adoptStock = false
        @OptionGroup var desk: DeskFlags

        func validate() throws {
            guard self.all == (self.offer == nil) else { throw ValidationError("Name one offer, or give --all.") }
            guard !self.all || self.sku == nil else { throw ValidationError("--sku is for one offer.") }
        }

        func run(at desk: Desk, _ out: Output) async throws {
            guard self.all else {
                let row = try await self.create(self.offer ?? "", desk)
                return out.line("“\(row.title)” of \(row.connectionName) is the new SKU \(row.variantSKU ?? "").")
            }
            var made = 0
            var after: String?
            repeat {
                let page = try await ListMapping(
                    connection: self.connection, mapping: [.unmatched], after: after, limit: 200
                ).run(desk)
                for row in page.rows {
                    do {
                        _ = try await self.create(row.id, desk)
                        made += 1
                    } catch let error as OperationError {
                        // One odd listing keeps no other from being taken in.
                        out.line("\(row.ref) “\(row.title)”: \(error.description)")
                    }
                }
                after = page.next
            } while after != nil
            out.line("\(Words.count(made, "SKU", "SKUs")) made from \(self.connection).")
        }

        private func create(_ offer: String, _ desk: Desk) async throws -> MappingRow {
            try await CreateVariantFromListing(
                connection: self.connection, offer: offer, sku: self.sku, adoptsStock: self.adoptStock
            ).run(desk)
        }
    }
}
