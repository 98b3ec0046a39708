/// A plausible mistake, planted to show that the simulator would find it.
///
/// Only the simulator sets `planted`, for the tasks of one run. No setting, flag or variable of the program that serves
/// reaches it, and nothing is planted where it is `nil`, which it is everywhere else.
public enum Plant: String, Sendable, Hashable, CaseIterable {
    /// An absolute write adds nothing to what its offer may sell.
    case writeNotCounted = "write-not-counted"
    /// A write without an answer is taken for one that did not happen.
    case unansweredForgotten = "unanswered-forgotten"
    /// A write without an answer is taken for one that was answered.
    case unansweredTrusted = "unanswered-trusted"
    /// A write counts as settled as soon as it is answered.
    case settledWhenAnswered = "settled-when-answered"
    /// After a sale the number is written outright: what the shop may sell is taken to be just that.
    case absoluteAfterSale = "absolute-after-sale"
    /// A read begun before a write's answer is used.
    case staleReadUsed = "stale-read-used"
    /// Units too few at the shop are put back before the orders past the read are known.
    case repairOverSale = "repair-over-sale"
    /// Units are given to one shop before the other's lowering has settled.
    case raiseBeforeLowering = "raise-before-lowering"
    /// Units of a cancelled order are free again, and nobody counts that the shop offers them.
    case restockNotCounted = "restock-not-counted"
    /// What is read settles what may have been sold in the last moments.
    case horizonWithoutLag = "horizon-without-lag"
    /// The time of the last order read is all that is remembered.
    case scalarCursor = "scalar-cursor"
    /// Orders are asked for by our clock instead of the shop's.
    case ownClockCursor = "own-clock-cursor"
    /// A worker that lost its lease records its result.
    case staleResultAccepted = "stale-result-accepted"
    /// What a worker that died had sent is taken for never sent.
    case orphansForgotten = "orphans-forgotten"
    /// A write leaves before it is stored.
    case intentAfterCall = "intent-after-call"
    /// A webhook is taken for the news itself.
    case webhookTrusted = "webhook-trusted"
    /// A shop that asks to wait is called on.
    case waitIgnored = "wait-ignored"
    /// Rising stock is left out where something more urgent was written.
    case raisesDropped = "raises-dropped"
    /// An order told twice counts twice.
    case effectsTwice = "effects-twice"
    /// A cancelled order stays open.
    case cancellationLost = "cancellation-lost"
    /// Units of unpaid orders are held by nobody.
    case unpaidNotHeld = "unpaid-not-held"
    /// A set takes one unit of each part, however many it holds.
    case bundleTakesOne = "bundle-takes-one"
    /// A shipment leaves the shelf and not the ledger.
    case shipmentNotBooked = "shipment-not-booked"
    /// Missing units are not told apart from those that are there.
    case shortageForgotten = "shortage-forgotten"
    /// A SKU is looked up in all workspaces.
    case anyonesSKU = "anyones-sku"
    /// A plan's brakes are not asked for.
    case brakeForgotten = "brake-forgotten"

    /// Set by the simulator alone.
    @TaskLocal public static var planted: Plant?

    public static func isPlanted(_ plant: Plant) -> Bool { self.planted == plant }
}
