/**
 * Instructions for cloud-init at the first boot: no password opens anything, and updates come in by themselves every night. Amazon Linux keeps
 * to the packages of its image's release unless it is told otherwise (AL2023 User Guide, "Deterministic upgrades through versioned
 * repositories"), so the nightly run asks for the latest release. A new kernel takes a restart, at night as well.
 */
export const USER_DATA = `#cloud-config
ssh_pwauth: false
disable_root: true
write_files:
  - path: /etc/ssh/sshd_config.d/10-keys-only.conf
    permissions: "0600"
    content: |
      PasswordAuthentication no
      KbdInteractiveAuthentication no
      PermitRootLogin no
      X11Forwarding no
      AllowAgentForwarding no
  - path: /usr/local/sbin/nightly-update
    permissions: "0700"
    content: |
      #!/bin/sh
      set -eu
      dnf --assumeyes --releasever=latest upgrade
      dnf --assumeyes install dnf-utils
      needs-restarting --reboothint || systemctl reboot
  - path: /etc/systemd/system/nightly-update.service
    content: |
      [Unit]
      Description=Installs all updates, and restarts where one needs it
      [Service]
      Type=oneshot
      ExecStart=/usr/local/sbin/nightly-update
  - path: /etc/systemd/system/nightly-update.timer
    content: |
      [Unit]
      Description=Updates every night
      [Timer]
      OnCalendar=*-*-* 03:00:00
      RandomizedDelaySec=1h
      Persistent=true
      [Install]
      WantedBy=timers.target
runcmd:
  - [systemctl, restart, sshd]
  - [systemctl, daemon-reload]
  - [systemctl, enable, --now, nightly-update.timer]
`;
