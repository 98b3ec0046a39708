import Commerce
import ConnectorKit
import Foundation
import Logging
import Operations
import Store
import Synchronization
import Twins
import Vault
import Wire

/// One seed's world while it is played.
final class World: Sendable {
    let scene: Scene
    let loop: VirtualLoop
    let history: History
    let laws: LawBook
    let market: TwinMarket
    /// The database itself, for looking without being noticed.
    let store: any Store
    let lint: StatementWatch
    /// When tables were written to.
    let clock = TableClock()
    let channels: [ChannelDescriptor]
    let master = MasterKey.generate()
    let truth: Truth
    /// Processes that ended, with when their successors start.
    let graveyard = Mutex<[(crash: Scene.Crash, back: Date, owner: String)]>([])
    let undertaker = Bell()
    /// Splits the scene at each boundary, where it is played for that.
    let copies = Mutex<SceneCopies?>(nil)
    /// Rings when there is nobody left to look after shops.
    let merchants = Bell()
    private let state: Mutex<State>

    private struct State {
        var dice: Dice
        var processes: [HubProcess] = []
        var born = 0
        var tenants: [UUID] = []
        var connections: [String: UUID] = [:]
        var apps: [String: ChannelApp] = [:]
        var couriers: [String: Bell] = [:]
        var boundaries = 0
        var isOver = false
        var commits = 0
        var crashes = 0
        /// Shops just written to.
        var suspects: [String: Suspicion] = [:]
        /// When a key is due next; outer `nil` while the table has to be asked.
        var due: Date??
        /// The workspaces' books as they were last read.
        var books: [Int: BookRows] = [:]
        /// Which shop a connection is.
        var shopOf: [UUID: String] = [:]
    }

    init(
        _ scene: Scene, loop: VirtualLoop, store: any Store, lint: StatementWatch, channels: [ChannelDescriptor],
        keeps: Int,
        says: (@Sendable (String) -> Void)?
    ) {
        self.scene = scene
        self.loop = loop
        self.store = store
        self.lint = lint
        self.channels = channels
        self.history = History(loop, keeps: keeps, says: says)
        self.laws = LawBook(loop)
        self.market = TwinMarket(
            options: TwinOptions(webhookDelay: 0.6), address: TwinWire.address, wall: { loop.now })
        self.truth = Truth(scene)
        self.state = Mutex(State(dice: Dice(named: "world \(scene.seed)")))
    }

    /// Where the hub is reached from outside.
    static let address = URL(string: "https://hub.example")

    var now: Date { self.loop.now }
    var isOver: Bool { self.state.withLock(\.isOver) }
    func end() {
        self.state.withLock { $0.isOver = true }
        self.undertaker.ring(self.loop)
        self.merchants.ring(self.loop)
        for process in self.processes { process.bell.ring(self.loop) }
        for bell in self.state.withLock({ $0.couriers.values.map { $0 } }) { bell.ring(self.loop) }
    }

    // MARK: Chance

    func random() -> UInt64 { self.state.withLock { $0.dice.next() } }
    func real(_ range: ClosedRange<Double>) -> Double {
        self.state.withLock { Double.random(in: range, using: &$0.dice) }
    }
    func chance(_ probability: Double) -> Bool { self.state.withLock { $0.dice.chance(probability) } }

    // MARK: Who is there

    var processes: [HubProcess] { self.state.withLock(\.processes) }

    func process(_ number: Int) -> HubProcess? { self.processes.first { $0.number == number && !$0.isDead } }

    /// A new process takes the place of that number.
    func start(_ number: Int) -> HubProcess {
        let birth = self.state.withLock { state in
            state.born += 1
            return state.born
        }
        let process = HubProcess(self, number: number, birth: birth)
        self.state.withLock { state in
            state.processes.removeAll { $0.number == number }
            state.processes.append(process)
            state.processes.sort { $0.number < $1.number }
        }
        return process
    }

    var tenants: [UUID] {
        get { self.state.withLock(\.tenants) }
        set { self.state.withLock { $0.tenants = newValue } }
    }

    var connections: [String: UUID] { self.state.withLock(\.connections) }
    /// Which shop each connection is.
    var shopOf: [UUID: String] { self.state.withLock(\.shopOf) }
    func connected(_ shop: String, _ id: UUID) {
        self.state.withLock { state in
            state.connections[shop] = id
            state.shopOf[id] = shop
        }
    }

    func keptBooks(of workspace: Int) -> BookRows? { self.state.withLock { $0.books[workspace] } }
    func keep(_ books: BookRows, of workspace: Int) { self.state.withLock { $0.books[workspace] = books } }

    /// The installation's registration at channels that want one.
    var apps: [String: ChannelApp] {
        get { self.state.withLock(\.apps) }
        set { self.state.withLock { $0.apps = newValue } }
    }

    func courier(_ shop: String) -> Bell {
        self.state.withLock { state in
            if let bell = state.couriers[shop] { return bell }
            let bell = Bell()
            state.couriers[shop] = bell
            return bell
        }
    }

    /// Something happened at a shop: its own clockwork looks when it has to act next.
    func stir(_ shop: String) { self.courier(shop).ring(self.loop) }

    /// Some connection wants to be looked at: a worker that lives and is awake hears of it.
    func wakeWorkers() {
        for process in self.processes where process.hasWorkers && !process.isDead && !process.isPaused {
            process.bell.ring(self.loop)
        }
    }

    /// Keys may have been enqueued, taken or handed back.
    ///
    /// - Parameter next: When one is due next, where that is known already.
    func jobsChanged(next: Date??) { self.state.withLock { $0.due = next } }

    /// When a key is due next that nobody holds. Asked of the table only after it may have changed.
    func nextDue() async -> Date? {
        if let due = self.state.withLock(\.due) { return due }
        let due = try? await self.store.system { try JobRows.due($0) }
        self.state.withLock { $0.due = .some(due) }
        return due
    }

    /// - Returns: How many boundaries were passed before.
    func passBoundary() -> Int {
        self.state.withLock { state in
            state.boundaries += 1
            return state.boundaries - 1
        }
    }
    var boundaries: Int { self.state.withLock(\.boundaries) }

    /// - Returns: How many commits there were, this one included.
    func committed() -> Int {
        self.state.withLock { state in
            state.commits += 1
            return state.commits
        }
    }
    /// A shop that was just written to, whose offers are looked at closely for a while.
    private struct Suspicion {
        /// One commit is looked at whatever happened.
        var once = true
        var until: Date
        /// Whether each commit is looked at, and not only those beside a sale: nobody knows what became of the write.
        var always: Bool
    }

    /// The next commits of a shop's workspace are looked at closely.
    func suspect(_ shop: String, for seconds: Double, always: Bool) {
        let until = self.now.addingTimeInterval(seconds)
        self.state.withLock { state in
            let isOpen = state.suspects[shop].map { $0.always && $0.until > self.now } ?? false
            let last = isOpen ? max(state.suspects[shop]?.until ?? until, until) : until
            state.suspects[shop] = Suspicion(until: last, always: always || isOpen)
        }
    }

    /// - Returns: The shops of a workspace to look at closely after this commit, in order.
    func suspects(in workspace: Int) -> [String] {
        let shops = self.scene.workspaces[workspace].shops.map(\.name)
        let now = self.now
        return shops.filter { shop in
            let sold = self.truth.with { $0.shops[shop]?.soldAt ?? .distantPast }
            return self.state.withLock { state in
                guard var suspicion = state.suspects[shop] else { return false }
                let isNear = suspicion.until > now && (suspicion.always || sold.addingTimeInterval(10) > now)
                guard suspicion.once || isNear else { return false }
                suspicion.once = false
                state.suspects[shop] = suspicion
                return true
            }
        }
    }

    func crashed() { self.state.withLock { $0.crashes += 1 } }
    var crashes: Int { self.state.withLock(\.crashes) }
    var commits: Int { self.state.withLock(\.commits) }
}
