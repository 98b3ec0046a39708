import ArgumentParser
import Operations

extension StockCommand {
    struct Set: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Say what lies there, after counting.")
        @Argument(help: "The SKU.") var sku: String
        @Argument(help: "Units on hand, from 0.") var onHand: Int
        @OptionGroup var place: PlaceFlags
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let set = SetStock(sku: self.sku, location: self.place.location, onHand: self.onHand, note: self.place.note)
            try out.show(try await set.run(desk)) { StockText.show($0, out) }
        }
    }

    struct Adjust: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add units, or take some away.", discussion: "entrepot stock adjust RING-7 --by -2 --note broken")
        @Argument(help: "The SKU.") var sku: String
        @Option(parsing: .unconditional, help: "Units, with a minus to take away: --by -2") var by: Int
        @OptionGroup var place: PlaceFlags
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let adjust = AdjustStock(sku: self.sku, location: self.place.location, by: self.by, note: self.place.note)
            try out.show(try await adjust.run(desk)) { StockText.show($0, out) }
        }
    }

    struct Transfer: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Move units from one location to another.")
        @Argument(help: "The SKU.") var sku: String
        @Argument(help: "Units, from 1.") var units: Int
        @Option(help: "Where they lie.") var from: String
        @Option(help: "Where they go.") var to: String
        @Option(help: "Why, for the ledger.") var note: String?
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let move = TransferStock(sku: self.sku, from: self.from, to: self.to, units: self.units, note: self.note)
            try out.show(try await move.run(desk)) { StockText.show($0, out) }
        }
    }

    struct Buffer: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Hide some units from all shops.")
        @Argument(help: "The SKU.") var sku: String
        @Argument(help: "Units, from 0.") var units: Int
        @Option(help: "The location; the first when left out.") var location: String?
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let set = SetBuffer(sku: self.sku, location: self.location, units: self.units)
            try out.show(try await set.run(desk)) { StockText.show($0, out) }
        }
    }
}

struct PlaceFlags: ParsableArguments {
    @Option(help: "The location; the first when left out.") var location: String?
    @Option(help: "Why, for the ledger.") var note: String?
}

/// One SKU's count for people at a terminal.
enum StockText {
    static func show(_ stock: StockCount, _ out: Output) {
        out.line(
            "\(stock.sku): \(stock.onHand) on hand, \(stock.reserved) reserved, \(stock.buffer) buffer, "
                + "\(stock.available) available\(stock.short > 0 ? ", \(stock.short) short" : "").")
        if stock.levels.count > 1 {
            for level in stock.levels { out.line("  \(level.location): \(level.onHand)") }
        }
    }
}

extension Output {
    /// Where a list goes on.
    func next(_ next: String?) {
        if let next { self.line("More: the same command with --after \(ShellWord.quoted(next))") }
    }
}
