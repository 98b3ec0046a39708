import Foundation

/// Makes a failed scene short: leaves out what the failure does not need.
public struct Shrinker: Sendable {
    let player: ScenePlayer
    /// Plays tried at most.
    public var tries = 250
    /// Wall seconds at most.
    public var patience = 60.0

    public init(_ player: ScenePlayer) { self.player = player }

    /// - Returns: The shortest scene found that breaks the same law, and what came of it.
    public func shorten(_ scene: Scene, _ result: SceneResult) -> (scene: Scene, result: SceneResult) {
        guard let law = result.breach?.law else { return (scene, result) }
        let begun = ContinuousClock.now
        var best = (scene: scene, result: result)
        var left = self.tries
        func attempt(_ events: [Scene.Event]) -> Bool {
            guard left > 0, begun.duration(to: .now).inSeconds < self.patience else { return false }
            left -= 1
            var shorter = scene
            shorter.events = events
            shorter.fewestOrders = 0
            shorter.length = min(scene.length, (events.map(\.at).max() ?? 0) + 600)
            let result = self.player.play(shorter)
            guard result.breach?.law == law else { return false }
            best = (shorter, result)
            return true
        }
        if let at = result.breach?.at, at > 0 { _ = attempt(scene.events.filter { $0.at <= at + 1 }) }
        // Most failures are one workspace's own.
        for index in scene.workspaces.indices {
            _ = attempt(best.scene.events.filter { $0.deed.workspace(in: scene) != index })
        }
        var size = max(1, best.scene.events.count / 2)
        while left > 0 {
            var start = 0
            var isShorter = false
            while start < best.scene.events.count, left > 0 {
                var events = best.scene.events
                events.removeSubrange(start..<min(start + size, events.count))
                if attempt(events) { isShorter = true } else { start += size }
            }
            if size == 1 && !isShorter { break }
            if begun.duration(to: .now).inSeconds >= self.patience { break }
            size = max(1, size / 2)
        }
        return best
    }
}
