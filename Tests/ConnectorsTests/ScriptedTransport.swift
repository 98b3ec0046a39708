import Foundation
import Synchronization
import Wire
import Workbench

/// Answers calls from a script, in order, and remembers them. A call beyond the script ends the script with a failure.
final class ScriptedTransport: Transport {
    enum Step: Sendable {
        case reply(HTTPReply)
        case failure(TransportError)

        static func json(_ text: String, status: Int = 200, headers: [(name: String, value: String)] = []) -> Step {
            .reply(HTTPReply(status: status, headers: headers, body: Array(text.utf8)))
        }

        static func fixture(_ name: String, status: Int = 200, headers: [(name: String, value: String)] = []) -> Step {
            .reply(HTTPReply(status: status, headers: headers, body: Fixture.bytes(name)))
        }

        /// One record as a list.
        static func list(_ names: String..., headers: [(name: String, value: String)] = []) -> Step {
            .json("[" + names.map(Fixture.text).joined(separator: ",") + "]", headers: headers)
        }
    }

    private struct State {
        var steps: [Step]
        var repeats: Bool
        var calls: [HTTPCall] = []
    }
    private let state: Mutex<State>

    init(_ steps: Step...) { self.state = Mutex(State(steps: steps, repeats: false)) }

    /// The same answer to every call.
    init(always step: Step) { self.state = Mutex(State(steps: [step], repeats: true)) }

    /// Some answers, and after them the same one to every call.
    init(_ steps: [Step], then last: Step) { self.state = Mutex(State(steps: steps + [last], repeats: true)) }

    var calls: [HTTPCall] { self.state.withLock { $0.calls } }
    var isSpent: Bool { self.state.withLock { $0.steps.isEmpty } }

    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply {
        ConformanceLog.note(call)
        let step = self.state.withLock { state -> Step in
            state.calls.append(call)
            if state.repeats { return state.steps.count > 1 ? state.steps.removeFirst() : state.steps[0] }
            return state.steps.isEmpty ? .failure(.unreachable("beyond the script")) : state.steps.removeFirst()
        }
        switch step {
        case .reply(let reply): return reply
        case .failure(let error): throw error
        }
    }
}

extension HTTPCall {
    /// The query, decoded.
    var query: [String: String] {
        let text = URLComponents(url: self.url, resolvingAgainstBaseURL: false)?.percentEncodedQuery ?? ""
        return Dictionary(PercentEncoding.parseForm(text).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }
    var path: String { self.url.path(percentEncoded: true) }
    var text: String { String(decoding: self.body ?? [], as: UTF8.self) }
    var json: JSONValue? { self.body.flatMap { try? JSONAnswer.decode(JSONValue.self, from: $0) } }
}

/// Stored answers: `Fixtures/<channel>/<case>.json`.
enum Fixture {
    /// - Parameter name: `etsy/receipt-paid`; WooCommerce's without their folder.
    static func bytes(_ name: String) -> [UInt8] {
        let place = name.contains("/") ? name : "woocommerce/" + name
        let file = place.contains(".") ? place : place + ".json"
        let url = Bundle.module.resourceURL?.appending(path: "Fixtures/\(file)")
        guard let url, let data = try? Data(contentsOf: url) else { return Array("no fixture \(name)".utf8) }
        return Array(data)
    }
    static func text(_ name: String) -> String { String(decoding: self.bytes(name), as: UTF8.self) }
}
