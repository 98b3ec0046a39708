import ArgumentParser
import Operations

extension ConnectionCommand {
    struct List: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "List connections with their health.")
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            try out.show(try await ListConnections().run(desk)) { all in
                var table = Table(
                    [
                        ("NAME", .left), ("CHANNEL", .left), ("STATE", .left), ("OFFERS", .right), ("LINKED", .right),
                        ("WAITING", .right), ("PARKED", .right), ("CALLS", .right), ("THROTTLED", .right),
                        ("LAG", .right), ("ANSWERED", .right), ("ADDRESS", .left),
                    ], empty: "No shop connected yet. Connect one: entrepot connection add NAME --address … --key …")
                for one in all {
                    table.add([
                        one.name, one.channelName, one.state, String(one.offers), String(one.linked),
                        String(one.waiting),
                        String(one.parked + one.braked), String(one.calls), String(one.throttled),
                        Words.age(one.lagSeconds), Words.age(one.lastAnswerAge).map { "\($0) ago" }, one.address,
                    ])
                }
                out.table(table)
                for one in all where one.reason != nil || one.wayOut != nil {
                    out.line()
                    out.line("\(one.name): \([one.reason, one.wayOut].compactMap(\.self).joined(separator: " "))")
                }
            }
        }
    }

    struct Location: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a shop's locations, or choose the one whose stock is kept in step, before it goes live.")
        @Argument(help: "The connection.") var name: String
        @Argument(help: "The location's name or id; left out: show them.") var location: String?
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            if let location = self.location {
                let health = try await ChooseLocation(connection: self.name, location: location).run(desk)
                return out.line("\(health.name) keeps the stock at \(location) in step. Its listings are read again.")
            }
            try out.show(try await ListShopLocations(self.name).run(desk)) { all in
                var table = Table(
                    [("", .left), ("NAME", .left), ("ID", .left)], empty: "It has no locations to choose from.")
                for one in all { table.add([one.isChosen ? "in step" : "", one.name, one.id]) }
                out.table(table)
            }
        }
    }

    struct Pause: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Stop reading from and writing to a shop.")
        @Argument(help: "The connection.") var name: String
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let health = try await PauseConnection(self.name).run(desk)
            out.line("\(health.name) is \(health.state).")
        }
    }

    struct Resume: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Take a paused shop up again.")
        @Argument(help: "The connection.") var name: String
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let health = try await ResumeConnection(self.name).run(desk)
            out.line("\(health.name) is \(health.state).")
        }
    }

    struct Import: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Read all listings of a shop again.")
        @Argument(help: "The connection.") var name: String
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let health = try await ImportListings(self.name).run(desk)
            out.line("The listings of \(health.name) are read by the next worker that is free.")
        }
    }

    struct Sync: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Look now, rather than when it is due.")
        @Argument(help: "The connection; all when left out.") var name: String?
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let names = try await SyncNow(connection: self.name).run(desk)
            out.line(names.isEmpty ? "There is no connection to sync." : "Asked: \(names.joined(separator: ", ")).")
        }
    }
}
