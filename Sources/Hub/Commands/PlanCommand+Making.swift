import ArgumentParser
import Commerce
import Operations

extension PlanCommand {
    struct GoLive: DeskCommand {
        static let configuration = CommandConfiguration(
            commandName: "go-live", abstract: "What would change at a shop if the hub kept it in step.")
        @Argument(help: "The connection.") var connection: String
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            try out.show(try await PlanGoLive(connection: self.connection).run(desk)) { PlanText.show($0, out) }
        }
    }

    struct Prices: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a change of many prices would do.",
            discussion: """
                entrepot plan prices --percent 10 --search RING
                entrepot plan prices RING-7=12.50 RING-8=14.00
                """)
        @Argument(help: "SKU=PRICE, any number of them.") var prices: [String] = []
        @OptionGroup var rule: PriceRuleFlags
        @Option(help: "With a rule: only SKUs or titles that hold this.") var search = ""
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func validate() throws {
            let hasRule = self.rule.percent != nil || self.rule.add != nil || self.rule.ending != nil
            guard self.prices.isEmpty == hasRule else {
                throw ValidationError("Give either SKU=PRICE or a rule: --percent, --add, --ending.")
            }
            _ = try SKUPairs.read(self.prices)
        }

        func run(at desk: Desk, _ out: Output) async throws {
            let currency = Currency(try await ShowWorkspace().run(desk).currency) ?? .eur
            let plan: PlanReport
            if self.prices.isEmpty {
                plan = try await PlanPrices(.rule(try self.rule.rule(in: currency), search: self.search)).run(desk)
            } else {
                var list: [String: Money] = [:]
                for (sku, text) in try SKUPairs.read(self.prices) {
                    list[sku] = try Money.parse(text, currency: currency, style: .point)
                }
                plan = try await PlanPrices(.list(list)).run(desk)
            }
            try out.show(plan) { PlanText.show($0, out) }
        }
    }

    struct Stock: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "What new counts would do.", discussion: "entrepot plan stock RING-7=3 RING-8=0")
        @Argument(help: "SKU=COUNT, any number of them.") var counts: [String]
        @Option(help: "Where they were counted; the first location when left out.") var location: String?
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func validate() throws { _ = try self.read() }

        func run(at desk: Desk, _ out: Output) async throws {
            let plan = try await PlanStock(counts: try self.read(), location: self.location).run(desk)
            try out.show(plan) { PlanText.show($0, out) }
        }

        private func read() throws -> [String: Int] {
            try SKUPairs.read(self.counts).mapValues { text in
                guard let count = Int(text), count >= 0 else {
                    throw ValidationError("“\(excerpt(text))” is no count from 0.")
                }
                return count
            }
        }
    }
}

/// `SKU=VALUE`. A SKU may hold a `=` itself; a value may not.
enum SKUPairs {
    static func read(_ texts: [String]) throws -> [String: String] {
        var pairs: [String: String] = [:]
        for text in texts {
            guard let sign = text.lastIndex(of: "="), sign > text.startIndex, text.index(after: sign) < text.endIndex
            else {
                throw ValidationError("“\(excerpt(text))” is not SKU=VALUE.")
            }
            let sku = String(text[..<sign])
            guard pairs.updateValue(String(text[text.index(after: sign)...]), forKey: sku) == nil else {
                throw ValidationError("“\(excerpt(sku))” is named twice.")
            }
        }
        return pairs
    }
}
