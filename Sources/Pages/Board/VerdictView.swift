import Foundation

/// The demo's verdict, taken from the shops' own books of sales.
public struct VerdictView: Sendable, Hashable {
    /// Still selling; the figures may move.
    public var isRunning: Bool
    /// What was run, in one line: `SQLite, 3 shops, every fault on`.
    public var setting: String
    /// Orders the shops' books hold.
    public var placed: Int
    /// Orders the hub holds.
    public var imported: Int
    /// Orders the hub holds more than once.
    public var doubled: Int
    /// Orders in a shop's book that the hub never got.
    public var lost: Int
    /// Units sold that were not there, among SKUs on `guaranteed`.
    public var oversoldGuaranteed: Int
    /// The same among SKUs on `shared`, and how many of those have a full explanation.
    public var oversoldShared: Int
    public var oversoldSharedExplained: Int
    public var calls: Int
    public var callsThrottled: Int
    /// From the last sale until every shop showed what was wanted; `nil` while they do not.
    public var timeToAgreement: Duration?

    public init(
        isRunning: Bool, setting: String, placed: Int, imported: Int, doubled: Int, lost: Int,
        oversoldGuaranteed: Int, oversoldShared: Int, oversoldSharedExplained: Int, calls: Int, callsThrottled: Int,
        timeToAgreement: Duration?
    ) {
        self.isRunning = isRunning
        self.setting = setting
        self.placed = placed
        self.imported = imported
        self.doubled = doubled
        self.lost = lost
        self.oversoldGuaranteed = oversoldGuaranteed
        self.oversoldShared = oversoldShared
        self.oversoldSharedExplained = oversoldSharedExplained
        self.calls = calls
        self.callsThrottled = callsThrottled
        self.timeToAgreement = timeToAgreement
    }

    /// What broke a promise, each as one clause; empty when all is well.
    ///
    /// Orders not imported yet and shops not agreeing yet only count once the run is over. A run
    /// that sold nothing proves nothing.
    public var faults: [String] {
        var faults: [String] = []
        if self.doubled > 0 { faults.append(counted(self.doubled, "order doubled", "orders doubled")) }
        if self.lost > 0 { faults.append(counted(self.lost, "order lost", "orders lost")) }
        if self.oversoldGuaranteed > 0 {
            faults.append(counted(self.oversoldGuaranteed, "unit", "units") + " sold twice under guaranteed")
        }
        let unexplained = self.oversoldShared - self.oversoldSharedExplained
        if unexplained > 0 {
            faults.append(counted(unexplained, "unit", "units") + " sold twice under shared without an explanation")
        }
        if !self.isRunning, self.placed == 0 { faults.append("no order was placed, so nothing was shown") }
        if !self.isRunning, self.imported != self.placed, self.doubled == 0, self.lost == 0 {
            faults.append("\(counted(self.imported)) of \(counted(self.placed)) orders imported")
        }
        if !self.isRunning, self.timeToAgreement == nil { faults.append("the shops do not agree") }
        return faults
    }
}
