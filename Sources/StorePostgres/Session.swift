import CLibPQ
import Foundation
import Store

/// One libpq handle. It blocks, knows one thread at a time, and never leaves the actor that owns it.
///
/// Statements go out in libpq's pipeline mode: however many are sent together, the answer is waited for once.
final class Session {
    struct Answer {
        var rows: [SQLRow] = []
        /// Rows changed or returned.
        var count = 0
        /// The command as the server names it, such as `COMMIT`.
        var tag = ""
    }

    let handle: OpaquePointer
    private let canceller: OpaquePointer?
    private(set) var isBroken = false
    var cache: StatementCache
    /// Names of statements the server may forget.
    private var leftovers: [String] = []
    /// What was sent ahead and not yet answered.
    private var ahead: [Step] = []
    /// What the server works on already, to be answered with what is sent next.
    private var started: [Step] = []
    /// Statements that the server was asked to prepare and has not yet.
    private var underway: [StatementCache.Key: String] = [:]
    /// Bytes of values that may still lie in libpq's buffer.
    private var unsent = 0
    /// From how many bytes on sending is worth a system call.
    private static let parcel = 8_192

    /// - Throws: `StoreError` of kind `.unavailable` when no session can be had.
    init(url: String, cacheLimit: Int = 256) throws(StoreError) {
        let settings = [
            ("dbname", url), ("fallback_application_name", "entrepot"), ("client_encoding", "UTF8"),
        ]
        guard let handle = Self.connect(settings) else { throw StoreError(.unavailable, code: "memory") }
        guard PQstatus(handle) == CONNECTION_OK else {
            let detail = Self.serversWord(handle)
            PQfinish(handle)
            throw StoreError(.unavailable, code: "connect", detail: detail)
        }
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
        self.handle = handle
        self.canceller = PQgetCancel(handle)
        self.cache = StatementCache(limit: cacheLimit)
    }

    deinit {
        if let canceller { PQfreeCancel(canceller) }
        PQfinish(self.handle)
    }

    /// The address of the handle with which another thread may cancel.
    var cancelHandle: UInt? { self.canceller.map { UInt(bitPattern: $0) } }

    /// Runs statements without values, separated by semicolons, in the simple protocol: all or none, unless they
    /// hold transaction commands of their own.
    func script(_ text: String) throws(StoreError) {
        try self.catchUp()
        if PQpipelineStatus(self.handle) == PQ_PIPELINE_ON, PQexitPipelineMode(self.handle) != 1 {
            self.isBroken = true
            throw StoreError(.unavailable, code: "pipeline")
        }
        let result = PQexec(self.handle, text)
        defer { PQclear(result) }
        let status = PQresultStatus(result)
        guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY else {
            throw self.failure(result, preparing: true, cancelled: false)
        }
    }

    /// Sends the statements together and reads the answer to each.
    ///
    /// - Throws: the first failure; the statements after it were not run.
    func run(_ queries: [SQLQuery], cancelled: () -> Bool = { false }) throws(StoreError) -> [Answer] {
        if queries.isEmpty { return [] }
        let steps = self.takeStarted() + (try self.send(queries, isKept: true))
        guard PQpipelineSync(self.handle) == 1 else { throw self.lost("send") }
        try self.catchUp()
        return try self.receive(steps, answers: queries.count, cancelled: cancelled)
    }

    /// Sends statements that the server can begin with while more are made ready. Their rows are not kept; a failure shows
    /// in the next `run`.
    func start(_ queries: [SQLQuery]) throws(StoreError) {
        // Into a variable first: what fails to be sent leaves a session that is lost anyhow.
        let steps = try self.send(queries, isKept: false)
        self.started += steps
        guard self.unsent >= Self.parcel else { return }
        self.unsent = 0
        guard PQflush(self.handle) >= 0 else { throw self.lost("send") }
    }

    /// Reads the answers to what was started, whatever they are: the transaction is being given up.
    func giveUp() throws(StoreError) {
        let steps = self.takeStarted()
        if steps.isEmpty { return }
        guard PQpipelineSync(self.handle) == 1 else { throw self.lost("send") }
        try self.catchUp()
        do { _ = try self.receive(steps, answers: 0, cancelled: { false }) } catch { if self.isBroken { throw error } }
    }

    private func takeStarted() -> [Step] {
        defer { self.started = [] }
        return self.started
    }

    /// Sends a statement without waiting for its answer. Whatever is sent next reads it first; if it failed, the session is
    /// lost then.
    func sendAhead(_ query: SQLQuery) throws(StoreError) {
        try self.catchUp()
        let steps = self.takeStarted() + (try self.send([query], isKept: false))
        guard PQpipelineSync(self.handle) == 1 else { throw self.lost("send") }
        self.ahead = steps
    }

    private func catchUp() throws(StoreError) {
        if self.ahead.isEmpty { return }
        let steps = self.ahead
        self.ahead = []
        do {
            _ = try self.receive(steps, answers: 0, cancelled: { false })
        } catch {
            // Nobody knows where the session stands; what was sent behind it may have answers under way.
            throw self.lost(error.code)
        }
    }

    private enum Step {
        case forget(String)
        case prepare(StatementCache.Key, name: String)
        /// - Parameter place: Where its answer goes; `nil` for one that is not kept.
        case statement(place: Int?)
    }

    private func send(_ queries: [SQLQuery], isKept: Bool) throws(StoreError) -> [Step] {
        if PQpipelineStatus(self.handle) == PQ_PIPELINE_OFF, PQenterPipelineMode(self.handle) != 1 {
            throw self.lost("pipeline")
        }
        var steps: [Step] = []
        let names = self.leftovers
        self.leftovers = []
        for name in names {
            guard PQsendQueryParams(self.handle, "DEALLOCATE \(name)", 0, nil, nil, nil, nil, 1) == 1 else {
                throw self.lost("send")
            }
            steps.append(.forget(name))
        }
        for (index, query) in queries.enumerated() {
            let values = EncodedValues(query)
            guard values.types.count <= 65_535 else { throw self.refused(code: "54023", after: steps) }
            let key = StatementCache.Key(shape: query.shape, types: values.types)
            let name: String
            if let known = self.cache.name(of: key) ?? self.underway[key] {
                name = known
            } else {
                let text = query.text(for: .postgres)
                guard !text.utf8.contains(0) else { throw self.refused(code: "22021", after: steps) }
                name = self.cache.freshName()
                guard PQsendPrepare(self.handle, name, text, CInt(key.types.count), key.types) == 1 else {
                    throw self.lost("send")
                }
                self.underway[key] = name
                steps.append(.prepare(key, name: name))
            }
            let sent = values.lend { pointers, lengths, formats in
                PQsendQueryPrepared(self.handle, name, CInt(key.types.count), pointers, lengths, formats, 1)
            }
            guard sent == 1 else { throw self.lost("send") }
            self.unsent += values.bytes.count
            steps.append(.statement(place: isKept ? index : nil))
        }
        return steps
    }

    private func receive(
        _ steps: [Step], answers count: Int, cancelled: () -> Bool
    ) throws(StoreError) -> [Answer] {
        defer { self.underway = [:] }
        var answers = [Answer](repeating: Answer(), count: count)
        var failure: StoreError?
        var place = 0
        var answered = false
        var silences = 0
        while true {
            guard let result = PQgetResult(self.handle) else {
                if PQstatus(self.handle) == CONNECTION_BAD { throw failure ?? self.lost("08006") }
                if answered { place += 1 } else { silences += 1 }
                if silences > 8 { throw self.lost("protocol") }
                answered = false
                continue
            }
            defer { PQclear(result) }
            let status = PQresultStatus(result)
            if status == PGRES_PIPELINE_SYNC { break }
            answered = true
            guard place < steps.count else { throw self.lost("protocol") }
            switch (status, steps[place]) {
            case (PGRES_COMMAND_OK, .prepare(let key, let name)):
                if let gone = self.cache.insert(key, name: name) { self.leftovers.append(gone) }
            case (PGRES_COMMAND_OK, .forget): break
            case (PGRES_PIPELINE_ABORTED, .forget(let name)): self.leftovers.append(name)
            case (PGRES_COMMAND_OK, .statement(let place)), (PGRES_TUPLES_OK, .statement(let place)),
                (PGRES_EMPTY_QUERY, .statement(let place)):
                guard let place else { break }
                do { answers[place] = try Self.answer(result) } catch { failure = failure ?? error }
            case (PGRES_PIPELINE_ABORTED, _): break
            case (PGRES_FATAL_ERROR, .prepare):
                failure = failure ?? self.failure(result, preparing: true, cancelled: cancelled())
            case (PGRES_FATAL_ERROR, _):
                failure = failure ?? self.failure(result, preparing: false, cancelled: cancelled())
            default:
                // COPY and the like have no place here and leave the protocol in the middle of something.
                throw self.lost("protocol")
            }
        }
        if let failure { throw failure }
        return answers
    }

    private static func answer(_ result: OpaquePointer) throws(StoreError) -> Answer {
        let width = PQnfields(result)
        let types = (0..<width).map { PQftype(result, $0) }
        var answer = Answer()
        answer.tag = PQcmdStatus(result).map { String(cString: $0) } ?? ""
        answer.count = PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
        let height = PQntuples(result)
        answer.rows.reserveCapacity(Int(height))
        for row in 0..<height {
            var cells: [SQLValue] = []
            cells.reserveCapacity(types.count)
            for column in 0..<width {
                let type = types[Int(column)]
                if PQgetisnull(result, row, column) == 1 {
                    cells.append(SQLValue(postgresNull: type))
                } else {
                    let bytes = UnsafeRawBufferPointer(
                        start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
                    cells.append(try SQLValue(postgres: type, bytes: bytes))
                }
            }
            answer.rows.append(SQLRow(cells: cells))
        }
        return answer
    }

    private func failure(_ result: OpaquePointer?, preparing: Bool, cancelled: Bool) -> StoreError {
        let error = StoreError(postgres: result, preparing: preparing, cancelled: cancelled)
        if PQstatus(self.handle) == CONNECTION_BAD { return self.lost(error.code) }
        // A plan that no longer fits its tables, or a name the server has forgotten: a fresh session has neither.
        if error.code == "0A000" || error.code == "26000" { self.isBroken = true }
        return error
    }

    private func lost(_ code: String) -> StoreError {
        self.isBroken = true
        return StoreError(.unavailable, code: code)
    }

    /// A statement that cannot be sent. What was sent before it in this batch has no answer yet, so the session
    /// cannot be used again.
    private func refused(code: String, after steps: [Step]) -> StoreError {
        if !steps.isEmpty || !self.started.isEmpty { self.isBroken = true }
        return StoreError(.failed, code: code)
    }

    private static func connect(_ settings: [(String, String)]) -> OpaquePointer? {
        let names = settings.map { strdup($0.0) }
        let values = settings.map { strdup($0.1) }
        defer { for pointer in names + values { free(pointer) } }
        return PQconnectdbParams(names.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 1)
    }

    /// What the server itself said when it refused: it names roles and databases. Anything libpq says may hold parts
    /// of the URL, a password with an unescaped `@` among them, and is not repeated.
    private static func serversWord(_ handle: OpaquePointer) -> String {
        let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        guard let mark = text.range(of: "FATAL:") else { return "the server does not answer" }
        return text[mark.upperBound...].trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
