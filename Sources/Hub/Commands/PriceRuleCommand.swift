import ArgumentParser
import Commerce
import Operations

extension ConnectionCommand {
    struct PriceRuleCommand: DeskCommand {
        static let configuration = CommandConfiguration(
            commandName: "price-rule", abstract: "How a shop's prices follow from the workspace's.",
            discussion: "entrepot connection price-rule Kiel --percent 10 --ending 0.99")
        @Argument(help: "The connection.") var name: String
        @OptionGroup var rule: PriceRuleFlags
        @Flag(help: "No rule: the same price.") var none = false
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let health = try await ShowConnection(self.name).run(desk)
            let workspace = try await ShowWorkspace().run(desk).currency
            let currency = Currency(health.currency ?? workspace) ?? .eur
            let rule = self.none ? nil : try self.rule.rule(in: currency)
            let decided = try await SetPriceRule(connection: self.name, rule: rule).run(desk)
            out.line(
                "\(self.name): \((rule ?? .same).sentence(in: currency)); "
                    + "\(Words.count(decided.variants, "variant", "variants")) decided anew.")
        }
    }
}

/// A price rule in flags: percent, then an amount, then an ending.
struct PriceRuleFlags: ParsableArguments {
    @Option(parsing: .unconditional, help: "Percent to add, such as 10 or -2.5; two decimals at most.") var percent:
        String?
    @Option(parsing: .unconditional, help: "An amount to add after that, such as 0.20; may be negative.") var add:
        String?
    @Option(help: "What prices end in, such as 0.99.") var ending: String?

    func rule(in currency: Currency) throws -> PriceRule {
        var basisPoints = 0
        if let percent {
            // A percent has the two decimals of an amount in cents, so the same exact reading serves.
            let amount = try Money.parse(percent, currency: .eur, style: .point, allowNegative: true)
            guard let points = Int(exactly: amount.minor), PriceRule.basisPointsRange.contains(points) else {
                throw OperationError.invalid(field: "percent", reason: "is between -100 and 1000.")
            }
            basisPoints = points
        }
        let add = try self.add.map { try Money.parse($0, currency: currency, style: .point, allowNegative: true).minor }
        return PriceRule(basisPoints: basisPoints, addMinor: add ?? 0, ending: try self.priceEnding(in: currency))
    }

    private func priceEnding(in currency: Currency) throws -> PriceEnding? {
        guard let ending else { return nil }
        let minor = try Money.parse(ending, currency: currency, style: .point).minor
        var every: Int64 = 1
        for _ in 0..<currency.decimals { every *= 10 }
        while every <= minor, every < 1_000_000 { every *= 10 }
        guard let ending = PriceEnding(minor: minor, every: every) else {
            throw OperationError.invalid(field: "ending", reason: "is too large.")
        }
        return ending
    }
}
