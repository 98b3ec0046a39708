import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import Operations
import Pages

/// What the web front end is given beyond the installation.
public struct SiteSettings: Sendable {
    /// Where it listens.
    public var host: String
    /// 0 takes a free port.
    public var port: Int
    /// Live pages followed at once; the next is asked to come back later. Default 32.
    public var liveClients: Int
    /// How often a live page looks for changes. Default 500 ms.
    public var livePulse: Duration
    /// Bytes of a webhook at most. Default 1 MiB.
    public var hookLimit: Int
    /// Bytes of a catalogue that is posted, at most. Default 256 MiB.
    public var importLimit: Int
    /// Which proxies' word about a client's address is believed. Default: one on this machine.
    public var proxies = TrustedProxies.onThisMachine
    public var limits = LimitSettings()
    public var patience = ClientPatience()
    /// Connections at once; more wait until one ends. Default 2,000.
    public var connections = 2_000
    /// `nil` where a proxy ends TLS, or nobody does because it is all on this machine.
    public var tls: SiteCertificate?
    /// The demo's verdict, for the live page; `nil` elsewhere.
    public var verdict: @Sendable () async -> VerdictView?

    public init(
        host: String = "127.0.0.1", port: Int = 8484, liveClients: Int = 32, livePulse: Duration = .milliseconds(500),
        hookLimit: Int = 1 << 20, importLimit: Int = 256 << 20,
        verdict: @escaping @Sendable () async -> VerdictView? = { nil }
    ) {
        self.host = host
        self.port = port
        self.liveClients = liveClients
        self.livePulse = livePulse
        self.hookLimit = hookLimit
        self.importLimit = importLimit
        self.verdict = verdict
    }
}

/// Everything that is served: health, metrics, webhooks in, the JSON API, the live page.
public struct Site: Sendable {
    let hub: Installation
    let settings: SiteSettings
    let meter = Meter()
    let seats: LiveSeats
    /// Counts what comes in; `exchange` it with the other processes once a second.
    public let limits: InboundLimits

    public init(_ hub: Installation, settings: SiteSettings = SiteSettings()) {
        self.hub = hub
        self.settings = settings
        self.seats = LiveSeats(settings.liveClients)
        let masters = hub.masters
        self.limits = InboundLimits { masters.digest($0) }
    }

    /// A service for a `ServiceGroup`.
    ///
    /// - Parameter onRunning: Told the port once it listens.
    public func application(
        onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) -> Application<RouterResponder<SiteContext>> {
        var log = self.hub.log
        log.logLevel = max(log.logLevel, .warning)
        return Application(
            responder: self.router.buildResponder(), server: self.server,
            configuration: ApplicationConfiguration(
                address: .hostname(self.settings.host, port: self.settings.port), serverName: nil,
                availableConnectionsDelegate: .maximum(self.settings.connections, logger: log)),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) }, logger: log)
    }

    private var server: HTTPServerBuilder {
        let patience = self.settings.patience
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [PatienceHandler(patience)],
            // A cookie, a token and what proxies add have room; a bomb has not.
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))
        return self.settings.tls.map { $0.server(http) } ?? .http1(configuration: http)
    }

    private var desk: LimitDesk {
        LimitDesk(limits: self.limits, settings: self.settings.limits, hub: self.hub)
    }

    var router: Router<SiteContext> {
        let router = Router(context: SiteContext.self)
        router.add(middleware: TraceGate(log: self.hub.log, meter: self.meter))
        router.add(middleware: ProblemGate(log: self.hub.log))
        router.add(middleware: PlainGate(proxies: self.settings.proxies, isTLS: self.settings.tls != nil))
        router.add(middleware: AddressLimitGate(desk: self.desk))
        HealthRoutes(self).add(to: router)
        MetricsRoutes(self).add(to: router)
        HookRoutes(self).add(to: router)
        ConsentRoutes(self.hub).add(to: router)
        EmbedRoutes(self.hub).add(to: router)
        AssetRoutes().add(to: router)
        self.addAPI(
            to: router.group("api/v0").add(middleware: TokenGate(hub: self.hub, desk: self.desk))
                .add(middleware: WatchGate(hub: self.hub)))
        let door = DoorGate(publicAddress: self.hub.publicAddress, proxies: self.settings.proxies)
        let pages = router.group("").add(middleware: door)
            .add(middleware: VisitorGate(hub: self.hub)).add(middleware: PageErrorGate())
            .add(middleware: AccountLimitGate(desk: self.desk)).add(middleware: WatchGate(hub: self.hub))
            .add(middleware: FormGate())
        SignInRoutes(hub: self.hub).add(to: pages)
        LinkRoutes(hub: self.hub).add(to: pages)
        LiveRoutes(self).add(to: pages.group("").add(middleware: MemberGate()))
        let members = pages.group("").add(middleware: MemberGate())
        PageRoutes(self).add(to: members)
        AccountRoutes(hub: self.hub).add(to: members)
        MemberRoutes(hub: self.hub).add(to: members)
        AuditPages(self).add(to: members)
        SuspensionRoutes(self).add(to: members)
        return router
    }

    private func addAPI(to api: RouterGroup<SiteContext>) {
        WorkspaceRoutes(self).add(to: api)
        ConnectionRoutes().add(to: api)
        StockRoutes().add(to: api)
        PriceRoutes().add(to: api)
        PolicyRoutes().add(to: api)
        OrderRoutes().add(to: api)
        FinanceRoutes().add(to: api)
        DiagnosticRoutes().add(to: api)
        PlanRoutes().add(to: api)
        MappingRoutes().add(to: api)
        ImportRoutes(self).add(to: api)
        EventRoutes().add(to: api)
        AuditRoutes().add(to: api)
        ExportRoutes().add(to: api)
    }
}
