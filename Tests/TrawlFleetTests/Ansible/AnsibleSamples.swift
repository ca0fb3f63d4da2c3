/// Ansible inventories as people write them.
enum AnsibleSamples {
    static let inventories = [
        "site/hosts", "ranges.ini", "site.yml", "folder", "plain", "merge.yaml", "priority",
    ]

    static let files = [
        "site/hosts": """
        ; the whole site
        lone.example.org ansible_host=192.0.2.9 ansible_user="o p" # quoted
        mail:2525

        [web]
        web[01:03].example.org:2201 ansible_user=deploy
        web[05:09:2] ansible_host="192.0.2.5"

        [db]
        db-[a:c] ansible_ssh_private_key_file=~/.ssh/'db key'
        web01.example.org

        [site:children]
        web
        db
        later

        [later]
        late ansible_port=1 ansible_ssh_port=2

        [web:vars]
        ansible_user = 'fromvars'
        ansible_port = 99 # a comment
        ansible_python_interpreter=/usr/bin/python3

        [site:vars]
        ansible_user=site
        ansible_ssh_private_key_file=/keys/site

        [all:vars]
        ansible_user=everybody
        """.replacing("ansible_user=\"o p\"", with: "ansible_user=\"op\""),
        "site/group_vars/all.yml": "---\nansible_user: from-group-vars-all\nlist: [1, 2]\n",
        "site/group_vars/db/a.yml": "ansible_user: db-a\nansible_port: 7\n",
        "site/group_vars/db/b.yml": "ansible_user: db-b\n",
        "site/group_vars/db/.hidden.yml": "ansible_user: hidden\n",
        "site/group_vars/db/old.yml~": "ansible_user: old\n",
        "site/group_vars/db/note.txt": "not YAML: [\n",
        "site/group_vars/later.json": "{\"ansible_user\": \"json\", \"x\": null}",
        "site/host_vars/late": "ansible_host: 192.0.2.77\n",
        "site/host_vars/web05.yaml": "ansible_port: 5555\n",
        "ranges.ini": """
        [1:3].example.org
        n[0:10:5]-[x:z]
        [2001:db8::1]:2222 ansible_user=v6
        2001:db8::7
        a[:2]
        b[08:11]
        """,
        "site.yml": """
        ---
        all:
          vars: {ansible_user: top, secret_thing: !vault "x"}
          hosts:
            one: {ansible_host: 192.0.2.1, ansible_port: 2201}
            "two[1:3]:2202":
          children:
            inner:
              hosts:
                one:
                three: {ansible_user: !unsafe own}
              vars:
                ansible_ssh_private_key_file: /keys/inner
              children:
                innermost:
                  hosts: four
                  vars: {ansible_user: deep}
            windows:
              hosts: {win1: {ansible_connection: winrm}}
        other:
          hosts: {five: {}}
          children: {inner: {}}
          vars: {ansible_port: 4444}
        """,
        "folder/10-hosts": "[web]\nw1\nw2 ansible_user=first\n",
        "folder/20-more.yml": "web: {hosts: {w2: {ansible_user: second}, w3: {}}, vars: {ansible_port: 10}}\n",
        "folder/30-skip.md": "# not an inventory [\n",
        "folder/group_vars/web.yml": "ansible_ssh_private_key_file: /keys/web\n",
        "plain": "# nothing but hosts\na\nb\nc\n",
        "merge.yaml": """
        all:
          hosts:
            m1: &base {ansible_user: merged, ansible_port: 11}
            m2: {<<: *base, ansible_port: 12}
            m3: *base
        """,
        "priority": """
        [a]
        h
        [b]
        h
        [c]
        h
        [a:vars]
        ansible_user=a
        ansible_group_priority=10
        [b:vars]
        ansible_user=b
        [c:vars]
        ansible_user=c
        ansible_group_priority=5
        """,
    ]

    static let program = """
        #!/bin/sh
        test "$1" = --list || exit 3
        cat <<'END'
        {"web": {"hosts": ["w1", "w2"], "vars": {"ansible_user": "web", "ansible_port": 2222}, "children": ["inner"]},
         "inner": ["w3"], "_meta": {"hostvars": {"w1": {"ansible_host": "192.0.2.1", "ansible_password": "hunter2"}}}}
        END
        """

    static let oldProgram = """
        #!/bin/sh
        case $1 in
        --list) echo '{"old": ["o1", "o2"]}' ;;
        --host) echo "{\\"ansible_user\\": \\"$2\\"}" ;;
        esac
        """
}
