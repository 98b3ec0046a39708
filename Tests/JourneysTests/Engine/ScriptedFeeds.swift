import ConnectorKit
import Foundation
import Synchronization

/// Feeds that a test works through by hand.
final class ScriptedFeeds: FeedWriting {
    struct State: Sendable {
        /// What was handed in, in order; the first is called `1`.
        var documents: [[FeedMessage]] = []
        var progress: FeedProgress = .underWay
        var report = FeedReport(refused: [:], accepted: 0)
        var looks = 0
        /// Which were asked to be taken back; each is cancelled by it where `cancels` says so.
        var cancelled: [String] = []
        var cancels = true
        /// What happens to a document after it was taken; a throw loses the answer.
        var taken: @Sendable () async throws(ConnectorError) -> Void = { () throws(ConnectorError) in }
        var reports: @Sendable () throws(ConnectorError) -> Void = { () throws(ConnectorError) in }
    }
    let state = Mutex(State())

    func change(_ body: (inout State) -> Void) { self.state.withLock { body(&$0) } }
    var documents: [[FeedMessage]] { self.state.withLock { $0.documents } }

    func submit(_ messages: [FeedMessage]) async throws(ConnectorError) -> Answer<String> {
        let (name, taken) = self.state.withLock { state in
            state.documents.append(messages)
            return ("\(state.documents.count)", state.taken)
        }
        try await taken()
        return Answer(name, channelTime: nil, latency: .milliseconds(5))
    }

    func look(at feed: String) async throws(ConnectorError) -> Answer<FeedProgress> {
        let progress = self.state.withLock { state in
            state.looks += 1
            return state.progress
        }
        return Answer(progress, channelTime: nil, latency: .milliseconds(5))
    }

    func cancel(_ feed: String) async throws(ConnectorError) -> Answer<Void> {
        let isHeard = self.state.withLock { state in
            state.cancelled.append(feed)
            if state.cancels { state.progress = .cancelled }
            return state.cancels
        }
        guard isHeard else { throw .refused(code: "begun", field: nil, message: "It is begun.") }
        return Answer((), channelTime: nil, latency: .milliseconds(5))
    }

    func report(_ report: String) async throws(ConnectorError) -> Answer<FeedReport> {
        let (report, reports) = self.state.withLock { ($0.report, $0.reports) }
        try reports()
        return Answer(report, channelTime: nil, latency: .milliseconds(5))
    }
}
