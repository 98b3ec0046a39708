/// One host that serves all shops of a channel in a market, as channels do that have one address for all.
protocol TwinFront: Actor {
    /// The first part of its paths; no shop bears this name.
    nonisolated var pathName: String { get }
    func answer(_ request: TwinRequest) async -> TwinReply
    /// The shop a call is about; `nil` where it is none's.
    func shopName(of request: TwinRequest) async -> String?
    func setClock(rate: Double)
    func moved(to address: String) async
    /// Something happened since it was last taken to be kept.
    var isChanged: Bool { get }
}
