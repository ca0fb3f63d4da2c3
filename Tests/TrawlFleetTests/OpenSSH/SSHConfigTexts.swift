/// Configurations as nobody in particular would write them.
enum SSHConfigTexts {
    static let hosts = ["web01", "WEB02", "db.example.org", "10.0.0.7", "gate", "a"]

    static func configuration(_ random: inout some RandomNumberGenerator, including file: String) -> String {
        var lines: [String] = []
        for _ in 0..<Int.random(in: 1...14, using: &random) {
            switch Int.random(in: 0..<10, using: &random) {
            case 0...2: lines.append(block(&random))
            case 3: lines.append(Bool.random(using: &random) ? "" : "  # a comment")
            case 4 where Int.random(in: 0..<3, using: &random) == 0: lines.append("Include \(file)")
            default: lines.append(option(&random))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    static func option(_ random: inout some RandomNumberGenerator) -> String {
        let options = [
            "HostName %h.example.net", "HostName=192.0.2.1", "HostName Other.Example.NET", "User ops", "User \"two\"",
            "Port 2201", "Port=2202", "IdentityFile ~/.ssh/one", "IdentityFile \"~/.ssh/with space\"",
            "IdentityFile /keys/%h/%r", "IdentitiesOnly yes", "IdentitiesOnly no", "HostKeyAlias alias",
            "UserKnownHostsFile /k/one /k/two", "UserKnownHostsFile \"/k/a b\"", "GlobalKnownHostsFile /k/global",
            "ProxyJump gate", "ProxyJump ops@gate:2200,inner", "ProxyJump none", "ConnectTimeout 7",
            "ConnectTimeout 1m30s", "ForwardAgent yes", "IdentityAgent /run/agent", "IdentityAgent none",
            "StrictHostKeyChecking no", "\tPort   2203   # here", "IdentityFile none", "ConnectTimeout none",
        ]
        return options.randomElement(using: &random) ?? ""
    }

    private static func block(_ random: inout some RandomNumberGenerator) -> String {
        let blocks = [
            "Host web01", "Host web*", "Host * !gate", "Host \"web01\" 10.0.0.?", "Host !web01 *", "Host db.*.org a",
            "Host WEB02", "Host=gate", "Match host web01,db.*", "Match host *.example.net", "Match user ops",
            "Match originalhost web01 user !ops,*", "Match all", "Match !host web*", "Match localuser nobody",
            "Match final host *.net", "Match final all", "Match host=192.0.2.1", "Match canonical",
            "Match !final host a",
            "Host *", "Match !all",
        ]
        return blocks.randomElement(using: &random) ?? ""
    }
}
