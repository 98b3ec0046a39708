import Dispatch
public import Foundation
import Synchronization

/// One thread on which everything happens, one step at a time, and a clock that only moves when nothing is left to do.
///
/// Tasks that run with it as their executor preference, their children, and the default actors they call are all run by
/// `run`: ready jobs first in, first out, and when there is none, the earliest timer. So the same program makes the same
/// steps in the same order each time, and two virtual days take as long as what happens in them.
public final class VirtualLoop: TaskExecutor {
    private struct Timer {
        var at: Date
        var number: Int
    }

    private struct State {
        var ready: [UnownedJob] = []
        var head = 0
        var now: Date
        /// A heap: the earliest first, those of one instant in the order they were set.
        var timers: [Timer] = []
        var waiting: [Int: UnsafeContinuation<Void, Never>] = [:]
        var count = 0
        /// What was ready when somebody went outside; `nil` while nobody is.
        var aside: [UnownedJob]?
    }

    private let state: Mutex<State>
    /// Counts who came back from outside.
    private let returned = DispatchSemaphore(value: 0)

    public init(startingAt now: Date) { self.state = Mutex(State(now: now)) }

    public var now: Date { self.state.withLock(\.now) }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isReturn = self.state.withLock { state in
            state.ready.append(job)
            return state.aside != nil
        }
        if isReturn { self.returned.signal() }
    }

    /// Runs `body` and everything it starts, until it ends.
    ///
    /// - Throws: what `body` throws, or `LoopError.stuck` when it waits for what nobody will do.
    public func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) throws -> Result {
        let outcome = Mutex<Swift.Result<Result, any Error>?>(nil)
        let task = Task(executorPreference: self) {
            let result: Swift.Result<Result, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            outcome.withLock { $0 = result }
        }
        while outcome.withLock({ $0 == nil }) {
            if self.runNext() { continue }
            if self.isSomebodyOutside {
                self.returned.wait()
                continue
            }
            guard self.advance() else {
                task.cancel()
                throw LoopError.stuck
            }
        }
        return try outcome.withLock { $0! }.get()
    }

    private func runNext() -> Bool {
        let job: UnownedJob? = self.state.withLock { state in
            guard state.head < state.ready.count else {
                state.ready.removeAll(keepingCapacity: true)
                state.head = 0
                return nil
            }
            state.head += 1
            return state.ready[state.head - 1]
        }
        guard let job else { return false }
        job.runSynchronously(on: self.asUnownedTaskExecutor())
        return true
    }

    /// Moves the clock to the next timer.
    private func advance() -> Bool {
        let next: UnsafeContinuation<Void, Never>? = self.state.withLock { state in
            while let timer = Self.pop(&state.timers) {
                guard let continuation = state.waiting.removeValue(forKey: timer.number) else { continue }
                state.now = max(state.now, timer.at)
                return continuation
            }
            return nil
        }
        next?.resume()
        return next != nil
    }

    // MARK: Outside

    /// Runs what has threads of its own, such as the client of a database server. Everything here stands still until it
    /// has ended: no other job runs, and the clock does not move.
    func outside<Result: Sendable>(_ body: @Sendable () async throws -> Result) async rethrows -> Result {
        self.state.withLock { state in
            state.aside = Array(state.ready[state.head...])
            (state.ready, state.head) = ([], 0)
        }
        defer {
            self.state.withLock { state in
                state.ready += state.aside ?? []
                state.aside = nil
            }
        }
        return try await withTaskExecutorPreference(globalConcurrentExecutor, operation: body)
    }

    private var isSomebodyOutside: Bool { self.state.withLock { $0.aside != nil } }

    // MARK: Waiting

    /// Waits until then, or until the task is cancelled.
    public func sleep(until date: Date) async {
        let number = self.state.withLock { state in
            state.count += 1
            return state.count
        }
        await withTaskCancellationHandler {
            await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                self.state.withLock { state in
                    Self.push(Timer(at: max(date, state.now).wholeMicroseconds, number: number), &state.timers)
                    state.waiting[number] = continuation
                }
                if Task.isCancelled { self.wake(number) }
            }
        } onCancel: {
            self.wake(number)
        }
    }

    public func sleep(_ seconds: Double) async { await self.sleep(until: self.now.addingTimeInterval(seconds)) }

    /// Waits until the bell rings, at most until then.
    func sleep(until date: Date, or bell: Bell) async {
        let number = self.state.withLock { state in
            state.count += 1
            return state.count
        }
        guard bell.listen(number) else { return }
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            self.state.withLock { state in
                Self.push(Timer(at: max(date, state.now).wholeMicroseconds, number: number), &state.timers)
                state.waiting[number] = continuation
            }
        }
    }

    func wake(_ number: Int) {
        self.state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
    }

    // MARK: The heap

    private static func isEarlier(_ one: Timer, _ other: Timer) -> Bool {
        one.at == other.at ? one.number < other.number : one.at < other.at
    }

    private static func push(_ timer: Timer, _ heap: inout [Timer]) {
        heap.append(timer)
        var index = heap.count - 1
        while index > 0, self.isEarlier(heap[index], heap[(index - 1) / 2]) {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private static func pop(_ heap: inout [Timer]) -> Timer? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var index = 0
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2]
            where child < heap.count && self.isEarlier(heap[child], heap[least]) { least = child }
            guard least != index else { return first }
            heap.swapAt(index, least)
            index = least
        }
    }
}

enum LoopError: Error, CustomStringConvertible {
    case stuck
    var description: String { "Everything waits for something that nobody will do." }
}

/// Wakes one sleeper. A ring that nobody hears wakes the next one who listens.
final class Bell: Sendable {
    private struct State {
        var listener: Int?
        var hasRung = false
    }
    private let state = Mutex(State())

    /// - Returns: `false` when it has rung already.
    fileprivate func listen(_ number: Int) -> Bool {
        self.state.withLock { state in
            defer { state.hasRung = false }
            state.listener = state.hasRung ? nil : number
            return !state.hasRung
        }
    }

    func ring(_ loop: VirtualLoop) {
        let listener = self.state.withLock { state in
            if state.listener == nil { state.hasRung = true }
            defer { state.listener = nil }
            return state.listener
        }
        if let listener { loop.wake(listener) }
    }
}

extension Date {
    /// As the databases keep it, so that a time read back is the time that was written; never earlier than it was, so that
    /// who sleeps until then finds that it has come.
    var wholeMicroseconds: Date {
        Date(timeIntervalSince1970: (self.timeIntervalSince1970 * 1_000_000).rounded(.up) / 1_000_000)
    }
}
