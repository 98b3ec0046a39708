import ArgumentParser
import Foundation
import Operations

struct PrivacyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "privacy", abstract: "What people ask about the data held of them.",
        subcommands: [Requests.self])

    struct Requests: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what waits for an answer, by when it is due, then what was answered. Nobody is named.")
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let requests = try await ListSubjectRequests().run(desk)
            try out.show(requests) { requests in
                var table = Table(
                    [
                        ("DUE", .left), ("STATE", .left), ("SHOP", .left), ("WHAT", .left), ("CAME", .left),
                        ("ID", .left),
                    ],
                    empty: "Nobody asked anything.")
                for request in requests {
                    table.add([
                        Words.time(request.dueAt), request.state, request.connection, request.sentence,
                        Words.time(request.receivedAt), request.id,
                    ])
                }
                out.table(table)
            }
        }
    }
}
