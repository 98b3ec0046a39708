import CLibPQ
import Dispatch
import Foundation
import Store

/// One connection that listens for all of a process. It is opened for the first listener; when it is lost it is opened
/// again, and everybody is woken once, because hints may have been missed.
actor HintListener {
    private let thread = QueueExecutor(label: "postgres.hints")
    private let url: String
    private nonisolated let board = HintBoard()
    private var session: Session?
    private var source: (any DispatchSourceRead)?
    /// Sessions whose sockets the system may still watch; each stays open until it no longer does.
    private var leaving: [Session] = []
    private var heard: Set<String> = []
    private var isWaiting = false
    private var isClosed = false
    private var failures = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor { self.thread.asUnownedSerialExecutor() }

    init(url: String) { self.url = url }

    nonisolated func stream(on channel: String) -> AsyncStream<Void> {
        let stream = self.board.stream(on: channel)
        self.thread.queue.async { self.assumeIsolated { $0.listen() } }
        return stream
    }

    func close() {
        self.isClosed = true
        self.board.close()
        self.disconnect()
    }

    /// Brings what the server sends us in line with what is listened for here.
    private func listen() {
        guard !self.isClosed, !self.isWaiting else { return }
        let wanted = self.board.channels
        if wanted.isEmpty { return self.disconnect() }
        do {
            let session = try self.connected()
            let missing = wanted.subtracting(self.heard).sorted()
            for channel in missing {
                try session.script("LISTEN \"\(channel.replacing("\"", with: "\"\""))\"")
                self.heard.insert(channel)
            }
            self.failures = 0
            // What was committed before LISTEN took effect is not announced.
            for channel in missing { self.board.wake(channel) }
            self.read()
        } catch {
            self.lose()
        }
    }

    private func connected() throws(StoreError) -> Session {
        if let session { return session }
        let session = try Session(url: self.url)
        let source = DispatchSource.makeReadSource(
            fileDescriptor: PQsocket(session.handle), queue: self.thread.queue)
        source.setEventHandler { self.assumeIsolated { $0.read() } }
        source.setCancelHandler { self.assumeIsolated { $0.leaving = Array($0.leaving.dropFirst()) } }
        self.session = session
        self.source = source
        source.activate()
        return session
    }

    private func read() {
        guard let session else { return }
        guard PQconsumeInput(session.handle) == 1 else { return self.lose() }
        while let note = PQnotifies(session.handle) {
            self.board.wake(String(cString: note.pointee.relname))
            PQfreemem(note)
        }
    }

    private func lose() {
        self.disconnect()
        guard !self.isClosed, !self.isWaiting else { return }
        self.isWaiting = true
        self.failures += 1
        let wait = Backoff(base: .milliseconds(200), cap: .seconds(10)).ceiling(attempt: self.failures)
        self.thread.queue.asyncAfter(deadline: .now() + wait.seconds) {
            self.assumeIsolated { listener in
                listener.isWaiting = false
                listener.listen()
            }
        }
    }

    private func disconnect() {
        if let source, let session {
            self.leaving.append(session)
            source.cancel()
        }
        self.source = nil
        self.session = nil
        self.heard = []
    }
}
