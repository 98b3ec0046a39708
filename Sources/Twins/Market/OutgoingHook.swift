/// A webhook call, ready to be sent.
///
/// Whoever sends it says how it went with `TwinMarket.delivered(_:status:)`: until all calls of one shop have been
/// answered for, that shop hands out no more.
public struct OutgoingHook: Sendable {
    /// The shop's name.
    public let shop: String
    /// Sent with POST.
    public let url: String
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]
    /// What the shop takes down when it hears how the call went.
    let parcel: any TwinDelivery
}
