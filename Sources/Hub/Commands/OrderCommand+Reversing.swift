import ArgumentParser
import Commerce
import ConnectorKit
import Foundation
import Operations

extension OrderCommand {
    struct Cancel: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask the shop to cancel a whole order of which nothing has left. It cannot be taken back.",
            discussion: """
                It is shown first what would happen, and asked for a yes. Said twice it is done once: where the shop's answer was
                lost, the order is looked at before anything is sent again.
                """)
        @Argument(help: "Its number, CONNECTION/NUMBER, or its id.") var order: String
        @Option(help: "Why: customer, stock, fraud, payment, mistake or other.") var reason: CancelReason
        @Flag(inversion: .prefixedNo, help: "Put its units back on sale.") var restock = true
        @Flag(help: "Give no money back with it, where the shop would.") var keepMoney = false
        @OptionGroup var consent: ReversalFlags
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            var cancel = CancelOrder(
                self.order, reason: self.reason, restock: self.restock, refund: !self.keepMoney, isDry: true)
            if !self.consent.yes {
                let preview = try await cancel.run(desk)
                // Done already, or found to be: there is nothing to agree to.
                guard try self.consent.agrees(to: preview, "Cancel it?", out) else { return }
            }
            cancel.isDry = self.consent.dryRun
            try out.show(try await cancel.run(desk)) { ReversalText.show($0, out) }
        }
    }

    struct Refund: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give money back for an order through its shop: all that is left, some units, or an amount.",
            discussion: """
                It is shown first what would happen, and asked for a yes. What goes back is never more than was paid. Where the
                shop's answer was lost, say the same again: the order is looked at before anything is sent.

                  entrepot order refund Kiel/731 --dry-run
                  entrepot order refund Kiel/731 --line RING-7=1 --restock
                  entrepot order refund Kiel/731 --amount 5.00 --refunded-before 0.00 --yes
                """)
        @Argument(help: "Its number, CONNECTION/NUMBER, or its id.") var order: String
        @Option(
            help: "LINE=UNITS, the line by its SKU or its ref; several times for several. Without it: all that is left."
        )
        var line: [String] = []
        @Flag(inversion: .prefixedNo, help: "With what was paid for sending; usual for a whole refund.")
        var shipping: Bool?
        @Flag(help: "The shop puts the units back on sale.") var restock = false
        @Option(help: "An amount instead of lines, with a point before the cents.") var amount: String?
        @Flag(help: "The shop only notes it; you give the money back yourself.") var byHand = false
        @Option(help: "Why, in one line, for your own people.") var reason = ""
        @Option(help: "Send it only if just this was given back before; needed with --yes for a part.")
        var refundedBefore: String?
        @OptionGroup var consent: ReversalFlags
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func validate() throws { _ = try self.units() }

        func run(at desk: Desk, _ out: Output) async throws {
            var refund = RefundOrder(
                self.order, lines: try self.units(), shipping: self.shipping, restock: self.restock,
                amount: self.amount, byHand: self.byHand, reason: self.reason, refundedBefore: self.refundedBefore,
                isDry: true)
            if !self.consent.yes {
                let preview = try await refund.run(desk)
                guard try self.consent.agrees(to: preview, "Give \(preview.amount.text) back?", out) else { return }
                // Only what was agreed to.
                refund.refundedBefore = String(preview.refundedBefore.text.prefix { $0 != " " })
            }
            refund.isDry = self.consent.dryRun
            try out.show(try await refund.run(desk)) { ReversalText.show($0, out) }
        }

        private func units() throws -> [String: Int] {
            var units: [String: Int] = [:]
            for text in self.line {
                guard let equals = text.lastIndex(of: "="), let count = Int(text[text.index(after: equals)...]),
                    count > 0,
                    equals > text.startIndex, units.updateValue(count, forKey: String(text[..<equals])) == nil
                else { throw ValidationError("--line is LINE=UNITS, each line once: RING-7=1") }
            }
            return units
        }
    }
}

extension CancelReason: ExpressibleByArgument {}

/// Looking before it is done, and agreeing to it.
struct ReversalFlags: ParsableArguments {
    @Flag(help: "Only say what would happen.") var dryRun = false
    @Flag(help: "It is meant; do not ask.") var yes = false

    func validate() throws {
        if self.dryRun && self.yes { throw ValidationError("Give --dry-run or --yes, not both.") }
    }

    /// Shows what would happen and asks.
    ///
    /// - Returns: Whether to go on. Nobody can be asked where nobody sits: then it is refused.
    func agrees(to preview: ReversalReport, _ question: String, _ out: Output) throws -> Bool {
        guard preview.how == .preview, !self.dryRun else {
            try out.show(preview) { ReversalText.show($0, out) }
            return false
        }
        let people = Output(write: Output.standardError)
        ReversalText.show(preview, people)
        guard isatty(STDIN_FILENO) == 1 else { throw NotAgreed() }
        people.piece("\(question) [y/N] ")
        let answer = (readLine() ?? "").lowercased()
        guard answer == "y" || answer == "yes" else {
            people.line("Nothing was done.")
            throw ExitCode(1)
        }
        return true
    }
}

private struct NotAgreed: Error, Explained {
    var code: String { "order.not-agreed" }
    var sentence: String { "This moves money or ends an order, and nobody said yes. Nothing was done." }
    var wayOut: String { "If that is meant, say it again with --yes." }
}

/// What a cancellation or a refund would do, or did, for people at a terminal.
enum ReversalText {
    static func show(_ report: ReversalReport, _ out: Output) {
        out.line("Order \(report.number) of \(report.connectionName)")
        out.line("paid \(report.paid.text), given back before \(report.refundedBefore.text)")
        for line in report.lines { out.line("  \(line.units) × \(line.title) (line \(line.ref))") }
        let sending = report.shipping.map { $0.minor == 0 ? "" : ", of it \($0.text) for sending" } ?? ""
        out.line("to the buyer: \(report.amount.text)\(sending)")
        for sentence in report.sentences { out.line(sentence) }
    }
}
