import ArgumentParser
import Operations

extension PlanCommand {
    struct List: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "List plans, the latest first.")
        @Option(help: "Rows at most.") var limit = 50
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            try out.show(try await ListPlans(limit: max(1, self.limit)).run(desk)) { all in
                var table = Table(
                    [
                        ("MADE", .left), ("TITLE", .left), ("STATE", .left), ("CHANGES", .right), ("BRAKES", .right),
                        ("ID", .left),
                    ],
                    empty: "No plan yet. See what going live would change: entrepot plan go-live CONNECTION")
                for one in all {
                    table.add([
                        Words.time(one.createdAt), one.title, one.state, String(one.counts.total),
                        String(one.brakes.count), one.id,
                    ])
                }
                out.table(table)
            }
        }
    }

    struct Show: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Every change of a plan.")
        @Argument(help: "The plan's id, or its beginning.") var id: String
        @Option(help: "Go on after this position.") var after = 0
        @Option(help: "Changes at most.") var limit = 500
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let plan = try await ShowPlan(self.id, after: self.after, limit: max(1, self.limit)).run(desk)
            try out.show(plan) { PlanText.show($0, out) }
        }
    }

    struct Apply: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Do what a plan says.")
        @Argument(help: "The plan's id, or its beginning.") var id: String
        @Flag(help: "Go on although a brake holds it.") var releaseBrake = false
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let plan = try await ApplyPlan(self.id, releaseBrake: self.releaseBrake).run(desk)
            out.line("Applied: \(plan.title). \(Words.count(plan.counts.applied, "change", "changes")).")
            if plan.counts.changedSince > 0 {
                out.line("\(plan.counts.changedSince) were left alone: they had changed since the plan was made.")
            }
            out.line("To undo it: entrepot plan undo \(plan.id)")
        }
    }

    struct Undo: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Put back what an applied plan changed.")
        @Argument(help: "The plan's id, or its beginning.") var id: String
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let plan = try await UndoPlan(self.id).run(desk)
            out.line("Undone: \(plan.title). \(Words.count(plan.counts.undone, "change", "changes")) put back.")
        }
    }

    struct Discard: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Forget a plan that was not applied.")
        @Argument(help: "The plan's id, or its beginning.") var id: String
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            _ = try await DiscardPlan(self.id).run(desk)
            out.line("Discarded.")
        }
    }
}

/// A plan for people at a terminal.
enum PlanText {
    static func show(_ plan: PlanReport, _ out: Output) {
        out.line("\(plan.title) (\(plan.state), \(plan.id))")
        let counts = plan.counts
        out.line(
            "\(Words.count(counts.total, "change", "changes")): quantities \(counts.quantitiesUp) up, "
                + "\(counts.quantitiesDown) down, \(counts.toZero) to zero; prices \(counts.pricesUp) up, "
                + "\(counts.pricesDown) down.")
        for brake in plan.brakes { out.line("brake: \(brake)") }
        if !plan.changes.isEmpty {
            var table = Table(
                [
                    ("SKU", .left), ("WHERE", .left), ("FIELD", .left), ("BEFORE", .right), ("AFTER", .right),
                    ("STATE", .left), ("WHY", .left),
                ], empty: "")
            for line in plan.changes {
                table.add([line.sku, line.target, line.field, line.before, line.after, line.state, line.reason])
            }
            out.table(table)
        }
        if let next = plan.next { out.line("More: entrepot plan show \(plan.id) --after \(next)") }
        if plan.state == "proposed" {
            out.line("To apply it: entrepot plan apply \(plan.id)\(plan.brakes.isEmpty ? "" : " --release-brake")")
        }
    }
}
