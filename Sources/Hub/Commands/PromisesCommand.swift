import ArgumentParser
import Operations

struct PromisesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promises", abstract: "Every promise about data and conduct, and what shows that it is kept.")

    @Option(help: "Only those whose id begins so, such as ACC or INC-4.") var only: String?
    @OptionGroup var list: ListFlags

    func run() async throws {
        try await Failure.reporting {
            let out = Output(isJSON: self.list.json)
            let all = Promises.all.filter { $0.id.hasPrefix(self.only?.uppercased() ?? "") }
            try out.show(all) { Self.tell($0, out) }
        }
    }

    private static func tell(_ promises: [Promise], _ out: Output) {
        var group = ""
        for promise in promises {
            if promise.group != group {
                group = promise.group
                out.line("\n\(group)")
            }
            out.line("\(promise.id)  [\(promise.state.rawValue)]  \(promise.text)  (\(promise.source))")
            for proof in promise.proofs { out.line("    shown by \(proof.sentence)") }
            if let missing = promise.missing { out.line("    missing: \(missing)") }
        }
        let counts = Promise.State.allCases.map { state in
            "\(promises.filter { $0.state == state }.count) \(state.rawValue)"
        }
        out.line("\n\(promises.count) promises: \(counts.joined(separator: ", ")).")
    }
}
